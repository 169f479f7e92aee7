import type { AuditFacts } from "#kernel/audit-entry.ts";
import { type BlockRecord, clientsOf, demandOf } from "#kernel/block.ts";
import { Busy } from "#kernel/failure.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Account } from "#ports/identity/identity.ts";
import { carryOut, establish, SwitchedOff } from "#requests/effect.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import type { StepInput } from "../model.ts";
import { blockIn } from "../rules.ts";
import { accountOf, agreesWith, bringInLine } from "./account.ts";

type Imposing = Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">;

/** Lifted while it was on its way: nothing more of it is carried out, and the run goes on to lift it. */
const isOff = ({ state }: BlockRecord): boolean => state === "lifting" || state === "ended" || state === "declined";

/** Shuts the person out, as far as the block reaches; whatever else stands for them stays as it is. */
export const imposeBlock =
  (needs: Imposing) =>
  async ({ requestId }: StepInput) => {
    if (isOff(blockIn(await requireRequest(needs.requests, requestId)))) return {};
    return carryOut(needs)({
      requestId,
      milestone: "block-imposed",
      destructive: true,
      perform: async (): Promise<AuditFacts> => {
        const line = await bringInLine(needs)(requestId, `${requestId}/block-imposed`, true);
        return line === "absent" ? { absent: true } : { imposed: true };
      },
    });
  };

/**
 * Makes the tenant agree with what stands by now: a block that was kept has another end, which the Action shows. While destructive work is
 * switched off nothing is written, and the next look does it.
 */
export const agreeAgain =
  (needs: Imposing) =>
  async ({ requestId }: StepInput) => {
    if (isOff(blockIn(await requireRequest(needs.requests, requestId)))) return {};
    try {
      await bringInLine(needs)(requestId, `${requestId}/block-agreed`, true);
    } catch (error) {
      if (!(error instanceof SwitchedOff)) throw error;
    }
    return {};
  };

/**
 * Ends what still lets the person in: everywhere, or at the applications that are closed, and only there. A closed connection has nothing
 * of its own to end: its next login or refresh is refused. Access tokens that were issued live on until they expire. What there is goes on
 * record before, so that a revocation that the tenant's limits cut in two still counts the whole.
 */
export const endAccess =
  (needs: Imposing) =>
  async ({ requestId }: StepInput) => {
    const { requests, subjects, reader, blocker } = needs;
    const request = await requireRequest(requests, requestId);
    const block = blockIn(request);
    if (isOff(block)) return {};
    const clients = clientsOf(block.reach);
    const { at: _, ...found } = await establish(needs)({
      requestId,
      milestone: "access-counted",
      look: async (request): Promise<AuditFacts> => {
        const account = await accountOf({ subjects, reader }, request);
        return account === undefined ? { absent: true } : { ...(await access(needs, account, clients)) };
      },
    });
    return carryOut(needs)({
      requestId,
      milestone: "access-ended",
      destructive: true,
      perform: async (request): Promise<AuditFacts> => {
        const account = await accountOf({ subjects, reader }, request);
        if (account === undefined) return { absent: true };
        if ((await requests.readKillSwitch()).off) throw new SwitchedOff("destructive work is switched off");
        const step = `${requestId}/access-ended`;
        const { notAvailable } =
          clients === undefined
            ? await blocker.endAccess(account.userId, step)
            : await blocker.endAccessTo(account.userId, clients, step);
        const unlisted = Array.isArray(found.notAvailable) ? found.notAvailable.map(String) : [];
        return { ...(found as AuditFacts), notAvailable: [...new Set([...unlisted, ...notAvailable])] };
      },
    });
  };

const access = ({ reader }: Pick<Imposing, "reader">, { userId }: Account, clients: string[] | undefined) =>
  clients === undefined ? reader.access(userId) : reader.accessTo(userId, clients);

/**
 * Looks until the account is as what stands demands, and nothing is left that lets the person in where it is closed. Throws `Busy` while
 * it is not so yet: the tenant carries some of it out later.
 */
export const checkShutOut =
  ({ clock, requests, subjects, reader }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    if (isOff(blockIn(await requireRequest(requests, requestId)))) return {};
    return establish({ clock, requests })({
      requestId,
      milestone: "shut-out",
      look: async (request: PrivacyRequest): Promise<AuditFacts> => {
        const account = await accountOf({ subjects, reader }, request);
        if (account === undefined) return { absent: true };
        const demand = await requests.change(requestId, ({ subjects: [subject] }) => ({
          outcome: demandOf(subject ?? {}),
          audit: [],
        }));
        if (!agreesWith(account, demand)) {
          throw new Busy("the tenant does not show the block yet", { retryAfterSeconds: 2 });
        }
        const { notAvailable, ...left } = await access({ reader }, account, clientsOf(blockIn(request).reach));
        const total = Object.values(left).reduce((sum, count) => sum + count, 0);
        if (total > 0) {
          throw new Busy(`the tenant still shows ${total} ways in; it ends them a little later`, {
            retryAfterSeconds: 2,
          });
        }
        return { left: total, notAvailable };
      },
    });
  };
