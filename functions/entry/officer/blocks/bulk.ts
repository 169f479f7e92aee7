import type { AuditFacts } from "#kernel/audit-entry.ts";
import { type Bulk, BulkId, type BulkWish, pagesOf, perPage } from "#kernel/bulk.ts";
import { approveBulk, openBulk, stopBulk, tryBulkAgain } from "#requests/bulks.ts";
import { strictCaps } from "#requests/cap.ts";
import { json } from "../../api/answer.ts";
import { Problem } from "../../api/problems.ts";
import type { Route } from "../../api/route.ts";
import { inBody } from "../deciding.ts";
import { lookingOf, refuseBrokenCursor } from "../read.ts";
import { forOfficers, type OfficerCall } from "../route.ts";
import type { TenantDoorOptions } from "../tenant/options.ts";
import { refusePastEnd } from "./blocks.ts";
import {
  ApproveBulk,
  BulkEntries,
  BulkParams,
  BulkRows,
  BulksQuery,
  BulkView,
  EntriesQuery,
  listLimits,
  OpenBulk,
  RevealBulk,
  RevealedEntries,
} from "./bulk-model.ts";
import { bulkRowOf, bulkViewOf } from "./bulk-view.ts";

/** Lists of accounts that are blocked, or let in again, by one decision: proposed, looked at, approved by another officer, and stopped. */
export const bulkRoutes = (options: TenantDoorOptions): Route[] => {
  const { ports, policy } = options;
  const route = forOfficers(ports);
  const mayRead = { permissions: ["requests:read"], decides: false } as const;
  const mayBlock = { permissions: ["blocks:write"], decides: true } as const;
  const answer = { status: 200, description: "The list.", type: "application/json", schema: BulkView };

  const bulkAt = async ({ event }: Pick<OfficerCall<unknown, unknown>, "event">): Promise<Bulk> => {
    const id = BulkId.safeParse(event.pathParameters?.bulkId);
    const bulk = id.success ? await ports.bulks.find(id.data) : undefined;
    if (bulk === undefined) throw new Problem("not-found", { detail: "There is no such list." });
    return bulk;
  };

  const shown = async (call: Pick<OfficerCall<unknown, unknown>, "officer" | "caller">, { bulkId, wish }: Bulk) => {
    const bulk = (await ports.bulks.find(bulkId)) as Bulk;
    // how much passes is asked while somebody has to decide
    const isOpen = wish.action === "block" && bulk.state === "proposed";
    const caps = isOpen
      ? strictCaps({ hour: "blockWork", day: "blockDay" }, policy.blocking.cap, await ports.reader.countUsers())
      : [];
    const [hour, day] = caps;
    const room = hour && day && { perHour: hour.slots, perDay: day.slots };
    return bulkViewOf(bulk, await ports.bulks.pages(bulkId), room, lookingOf(options, call));
  };

  return [
    route(
      {
        ...mayBlock,
        method: "POST",
        path: "/officer/bulk-blocks",
        operationId: "openBulk",
        summary: "Propose to block many people, or to let many in again",
        description:
          "Takes in the list and looks what each entry would meet. Nothing is done before another officer has approved exactly that.",
        body: OpenBulk,
        most: listLimits,
        answer: { status: 202, description: "Accepted and stored.", type: "application/json", schema: BulkView },
        problems: inBody,
      },
      async (call) => {
        const { userIds: names, ...wanted } = call.body;
        if (wanted.action === "block") refusePastEnd(wanted.end, ports.clock.now());
        const bulk = await openBulk(ports, policy)({ wish: wanted satisfies BulkWish, names, by: call.officer });
        return json(202, await shown(call, bulk), { location: `/officer/bulk-blocks/${bulk.bulkId}` });
      },
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/bulk-blocks",
        operationId: "listBulks",
        summary: "List the lists, newest first",
        query: BulksQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: BulkRows },
        problems: ["malformed-query"],
      },
      async (call) => {
        const page = await ports.bulks.list({ limit: 25, cursor: call.query.cursor }).catch(refuseBrokenCursor);
        const bulks = page.items.map((bulk) => bulkRowOf(bulk, call.officer));
        return json(200, { bulks, ...(page.cursor !== undefined && { cursor: page.cursor }) });
      },
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/bulk-blocks/{bulkId}",
        operationId: "readBulk",
        summary: "See one list, how far it is, and what you can do about it",
        params: BulkParams,
        answer,
        problems: ["not-found"],
      },
      async (call) => json(200, await shown(call, await bulkAt(call))),
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/bulk-blocks/{bulkId}/entries",
        operationId: "readBulkEntries",
        summary: "See what each entry would meet, or came to",
        description: "By its place in the list; who stands there is masked.",
        params: BulkParams,
        query: EntriesQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: BulkEntries },
        problems: ["not-found", "malformed-query"],
      },
      async (call) => {
        const { bulkId, people } = await bulkAt(call);
        const { page = 1 } = call.query;
        const entries = (await ports.bulks.pages(bulkId))[page - 1] ?? [];
        return json(200, {
          page,
          pages: pagesOf(people),
          entries: entries.map(({ verdict, came, requestId }, at) => ({
            number: (page - 1) * perPage + at + 1,
            ...(verdict !== undefined && { verdict }),
            ...(came !== undefined && { came }),
            ...(requestId !== undefined && { requestId }),
          })),
        });
      },
    ),
    route(
      {
        permissions: ["subjects:reveal"],
        decides: true,
        method: "POST",
        path: "/officer/bulk-blocks/{bulkId}/reveal",
        operationId: "revealBulkEntries",
        summary: "Reveal who stands on a page of the list",
        description: "On record before you see anything.",
        params: BulkParams,
        body: RevealBulk,
        answer: { status: 200, description: "Who they are.", type: "application/json", schema: RevealedEntries },
        problems: ["not-found", ...inBody],
      },
      async (call) => {
        const { bulkId } = await bulkAt(call);
        const { page, because } = call.body;
        const facts: AuditFacts = { page, because };
        await ports.bulks.change(bulkId, () => ({
          outcome: undefined,
          audit: [{ event: "list-revealed", at: ports.clock.now(), actor: call.officer, facts }],
        }));
        const names = await ports.lists.names(bulkId, page);
        if (names === undefined) throw new Problem("not-found", { detail: "This page is not there, or not any more." });
        const entries = names.map((name, at) => ({ number: (page - 1) * perPage + at + 1, name }));
        return json(200, { entries });
      },
    ),
    route(
      {
        ...mayBlock,
        method: "POST",
        path: "/officer/bulk-blocks/{bulkId}/approve",
        operationId: "approveBulk",
        summary: "Approve a list that another officer proposed",
        description: "Your yes is for what each entry would meet, by this digest, and for nothing else.",
        params: BulkParams,
        body: ApproveBulk,
        answer,
        problems: [...inBody, "not-found", "four-eyes", "plan-changed", "not-now"],
      },
      async (call) => {
        const bulk = await bulkAt(call);
        const { planDigest } = call.body;
        const outcome = await approveBulk(ports)(bulk.bulkId, { by: call.officer, planDigest });
        if (outcome !== "approved") throw new Problem(outcome);
        return json(200, await shown(call, bulk));
      },
    ),
    route(
      {
        ...mayBlock,
        method: "POST",
        path: "/officer/bulk-blocks/{bulkId}/stop",
        operationId: "stopBulk",
        summary: "Stop a list",
        description:
          "From this answer on nobody more is begun with. What was done stays done: each block can be lifted by itself.",
        params: BulkParams,
        answer,
        problems: ["not-found", "not-now"],
      },
      async (call) => {
        const bulk = await bulkAt(call);
        const outcome = await stopBulk(ports)(bulk.bulkId, call.officer);
        if (outcome === "over") throw new Problem("not-now", { detail: "This list is over." });
        return json(200, await shown(call, bulk));
      },
    ),
    route(
      {
        ...mayBlock,
        method: "POST",
        path: "/officer/bulk-blocks/{bulkId}/try-again",
        operationId: "tryBulkAgain",
        summary: "Go on with a list whose run failed",
        description: "What is done already is not done twice.",
        params: BulkParams,
        answer,
        problems: ["not-found"],
      },
      async (call) => {
        const bulk = await bulkAt(call);
        await tryBulkAgain(ports)(bulk.bulkId, call.officer);
        return json(200, await shown(call, bulk));
      },
    ),
  ];
};
