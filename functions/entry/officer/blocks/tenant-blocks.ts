import { isIP } from "node:net";
import * as z from "zod";
import { UserId } from "#kernel/ids.ts";
import { askToClearBruteForce, askToReleaseAddress, lookAtAddress } from "#requests/tenant-blocks.ts";
import { json } from "../../api/answer.ts";
import { Problem } from "../../api/problems.ts";
import type { Route } from "../../api/route.ts";
import { forOfficers, type OfficerCall } from "../route.ts";
import type { TenantDoorOptions } from "../tenant/options.ts";

const Because = z.strictObject({ because: z.enum(["person-asked", "identity-checked", "mistake"]) });

const BruteForceBlocks = z
  .object({
    accountBlocked: z.boolean().meta({ description: "Whether the account itself is blocked: another matter." }),
    blocks: z.array(z.object({ ip: z.string().optional() })).meta({ description: "Held back from these addresses." }),
  })
  .meta({ id: "BruteForceBlocks" });
const HeldAddress = z.object({ heldBack: z.boolean() }).meta({ id: "HeldAddress" });
const Planned = z.object({ planned: z.literal(true) }).meta({ id: "Planned" });
const planned = { status: 202, description: "It is done within a minute.", type: "application/json", schema: Planned };
const userParams = z.object({ userId: z.string().meta({ description: "As Auth0 writes it, percent-encoded." }) });
const ipParams = z.object({ ip: z.string() });

/** Auth0's own blocks: seen, and cleared with a reason. Kept apart from blocks of ours: clearing one kind leaves the other. */
export const tenantBlockRoutes = ({ ports }: TenantDoorOptions): Route[] => {
  const route = forOfficers(ports);
  const mayBlock = { permissions: ["blocks:write"], decides: true } as const;

  const userAt = ({ event }: Pick<OfficerCall<unknown, unknown>, "event">): UserId => {
    const userId = UserId.safeParse(decoded(event.pathParameters?.userId));
    if (!userId.success) throw new Problem("not-found", { detail: "There is no such account." });
    return userId.data;
  };
  const addressAt = ({ event }: Pick<OfficerCall<unknown, unknown>, "event">): string => {
    const ip = decoded(event.pathParameters?.ip);
    if (isIP(ip) === 0 || ip.includes("%")) throw new Problem("not-found", { detail: "That is no IP address." });
    return ip;
  };

  return [
    route(
      {
        ...mayBlock,
        method: "GET",
        path: "/officer/users/{userId}/brute-force-blocks",
        operationId: "readBruteForceBlocks",
        summary: "See whether Auth0 holds somebody back after wrong passwords",
        description: "Read at the tenant now. That you looked is on record.",
        params: userParams,
        answer: { status: 200, description: "What is there.", type: "application/json", schema: BruteForceBlocks },
        problems: ["not-found"],
      },
      async (call) => {
        const userId = userAt(call);
        const account = await ports.reader.read(userId);
        if (account === undefined) throw new Problem("not-found", { detail: "There is no such account." });
        const known = await ports.subjects.find(userId);
        const facts = { ...(known !== undefined && { subjectRef: known }) };
        const at = ports.clock.now();
        await ports.events.note([{ event: "brute-force-blocks-read", at, actor: call.officer, facts }]);
        const found = await ports.reader.bruteForceBlocks(userId);
        const blocks = found.map(({ ip }) => ({ ...(ip !== undefined && { ip }) }));
        return json(200, { accountBlocked: account.blocked, blocks });
      },
    ),
    route(
      {
        ...mayBlock,
        method: "DELETE",
        path: "/officer/users/{userId}/brute-force-blocks",
        operationId: "clearBruteForceBlocks",
        summary: "Let somebody try again whom Auth0 holds back",
        params: userParams,
        query: Because,
        answer: planned,
        problems: ["not-found", "malformed-query", "own-request"],
      },
      async (call) => {
        const userId = userAt(call);
        if (userId === call.caller.userId) throw new Problem("own-request");
        if ((await ports.reader.read(userId)) === undefined) {
          throw new Problem("not-found", { detail: "There is no such account." });
        }
        const { because } = call.query;
        await askToClearBruteForce(ports)(userId, { by: call.officer, because });
        return json(202, { planned: true });
      },
    ),
    route(
      {
        ...mayBlock,
        method: "GET",
        path: "/officer/addresses/{ip}",
        operationId: "readHeldAddress",
        summary: "See whether Auth0 holds an address back because it tried many accounts",
        description: "Read at the tenant now. That you looked is on record.",
        params: ipParams,
        answer: { status: 200, description: "Whether it does.", type: "application/json", schema: HeldAddress },
        problems: ["not-found"],
      },
      async (call) => json(200, { heldBack: await lookAtAddress(ports)(addressAt(call), { by: call.officer }) }),
    ),
    route(
      {
        ...mayBlock,
        method: "DELETE",
        path: "/officer/addresses/{ip}",
        operationId: "releaseAddress",
        summary: "Let an address try again that Auth0 holds back",
        params: ipParams,
        query: Because,
        answer: planned,
        problems: ["not-found", "malformed-query"],
      },
      async (call) => {
        await askToReleaseAddress(ports)(addressAt(call), { by: call.officer, because: call.query.because });
        return json(202, { planned: true });
      },
    ),
  ];
};

const decoded = (text = ""): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
};
