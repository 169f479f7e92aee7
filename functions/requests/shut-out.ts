import type { AuditFacts } from "#kernel/audit-entry.ts";
import { demandOf } from "#kernel/block.ts";
import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { Account } from "#ports/identity/identity.ts";
import { carryOut, establish, SwitchedOff } from "./effect.ts";
import { requireRequest } from "./require.ts";
import type { Needs } from "./step.ts";
import { accountOf, agreesWith, bringInLine } from "./tenant-line.ts";

// How a person is shut out at the tenant, whatever asks for it: a block, or a restriction of theirs that they want sign-in shut with.

type Imposing = Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">;

/** Makes the account do what stands for the person, as one effect of this request; it needs the fence behind it and the switch on. */
export const imposeDemand = (needs: Imposing, requestId: RequestId) =>
  carryOut(needs)({
    requestId,
    milestone: "block-imposed",
    destructive: true,
    perform: async (): Promise<AuditFacts> => {
      const line = await bringInLine(needs)(requestId, `${requestId}/block-imposed`, true);
      return line === "absent" ? { absent: true } : { imposed: true };
    },
  });

/**
 * Ends what still lets the person in: everywhere, or at the applications that are closed, and only there. A closed connection has nothing
 * of its own to end: its next login or refresh is refused. Access tokens that were issued live on until they expire. What there is goes on
 * record before, so that a revocation that the tenant's limits cut in two still counts the whole.
 */
export const endAccessAt = async (needs: Imposing, requestId: RequestId, clients: string[] | undefined) => {
  const { requests, subjects, reader, blocker } = needs;
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
export const establishShutOut = async (
  { clock, requests, subjects, reader }: Needs<"clock" | "requests" | "subjects" | "reader">,
  requestId: RequestId,
  clients: string[] | undefined,
) =>
  establish({ clock, requests })({
    requestId,
    milestone: "shut-out",
    look: async (request): Promise<AuditFacts> => {
      const account = await accountOf({ subjects, reader }, request);
      if (account === undefined) return { absent: true };
      await requireAgreement({ requests }, requestId, account);
      const { notAvailable, ...left } = await access({ reader }, account, clients);
      const total = Object.values(left).reduce((sum, count) => sum + count, 0);
      if (total > 0) {
        throw new Busy(`the tenant still shows ${total} ways in; it ends them a little later`, {
          retryAfterSeconds: 2,
        });
      }
      return { left: total, notAvailable };
    },
  });

/** Throws `Busy` while the account, as it was read, does not do what stands for the person. */
export const requireAgreement = async (
  { requests }: Pick<Imposing, "requests">,
  requestId: RequestId,
  account: Account,
): Promise<void> => {
  const request = await requireRequest(requests, requestId);
  const demand = await requests.change(request.requestId, ({ subjects: [subject] }) => ({
    outcome: demandOf(subject ?? {}),
    audit: [],
  }));
  if (!agreesWith(account, demand)) {
    throw new Busy("the tenant does not show yet what stands for the person", { retryAfterSeconds: 2 });
  }
};
