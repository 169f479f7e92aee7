import type { AuditFacts } from "#kernel/audit-entry.ts";
import { minutes } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { planOf } from "#kernel/plan.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";
import { carryOut, establish, SwitchedOff } from "#requests/effect.ts";
import type { Needs } from "#requests/step.ts";
import type { StepInput } from "../model.ts";
import { systems } from "../plan.ts";
import { isSameAccount } from "../rules.ts";

type Erasing = Needs<"clock" | "requests" | "subjects" | "reader" | "eraser">;

/** Nobody signs in any more; the first thing past the point of no return. An account that is gone needs no block. */
export const blockAccount = (needs: Erasing) =>
  effectOnAccount(needs, "account-blocked", async (userId, step) => {
    await needs.eraser.block(userId, step);
    return { blocked: true };
  });

/**
 * Ends sessions, refresh tokens, device credentials and grants. Access tokens that were issued live on until they expire. What there is
 * goes on record before, so that a revocation that the tenant's limits cut in two still counts the whole.
 */
export const revokeAccess = (needs: Erasing) => async (input: StepInput) => {
  const { clock, requests, subjects, reader, eraser } = needs;
  const {
    at: _,
    notAvailable,
    ...counts
  } = await establish({ clock, requests })({
    requestId: input.requestId,
    milestone: "access-counted",
    look: async (request): Promise<AuditFacts> => {
      const bound = await boundIdentityOf(subjects, request);
      if (!isSameAccount(bound, await reader.read(bound.userId))) return { absent: true };
      return countedByPlan(request, clock.now()) ?? { ...(await reader.access(bound.userId)) };
    },
  });
  return effectOnAccount(needs, "access-revoked", async (userId, step) => {
    const unended = (await eraser.revokeAccess(userId, step)).notAvailable;
    const ended = Object.entries(counts).filter(([name]) => !unended.some((each) => each === name));
    const unlisted = Array.isArray(notAvailable) ? notAvailable.map(String) : [];
    return {
      ...(Object.fromEntries(ended) as Record<string, number>),
      notAvailable: [...new Set([...unlisted, ...unended])],
    };
  })(input);
};

const freshPlan = minutes(5);

/** What the plan counted, where it was made just now: the tenant's limits are better spent on ending it than on counting it again. */
const countedByPlan = (request: PrivacyRequest, now: Instant): AuditFacts | undefined => {
  const plan = planOf(request);
  if (plan === undefined || plan.madeAt < plus(now, -freshPlan)) return undefined;
  const account = plan.systems.find(({ system }) => system === systems.account);
  const { sessions, refreshTokens, deviceCredentials, grants } = account?.counts ?? {};
  if (sessions === undefined || refreshTokens === undefined || deviceCredentials === undefined || grants === undefined)
    return undefined;
  return { sessions, refreshTokens, deviceCredentials, grants, notAvailable: account?.notAvailable ?? [] };
};

/** Clears what names the person beside the account: invitations to their addresses, and blocks. */
export const clearTraces = (needs: Erasing) =>
  effectOnAccount(needs, "traces-cleared", async (userId, step, bound) => {
    return needs.eraser.clearTraces(userId, bound.addresses ?? [], step);
  });

/** Deletes the account; the tenant takes its linked identities along. */
export const deleteAccount = (needs: Erasing) =>
  effectOnAccount(needs, "account-deleted", async (userId, step) => {
    await needs.eraser.erase(userId, step);
    return { deleted: true };
  });

/**
 * One effect on the bound account, and on no other: it is read first, and one that is gone or younger than the bound one is left
 * alone (I7).
 */
const effectOnAccount =
  (
    { clock, requests, subjects, reader }: Erasing,
    milestone: string,
    effect: (userId: UserId, step: string, bound: BoundIdentity) => Promise<AuditFacts>,
  ) =>
  ({ requestId }: StepInput) =>
    carryOut({ clock, requests })({
      requestId,
      milestone,
      destructive: true,
      perform: async (request): Promise<AuditFacts> => {
        const bound = await boundIdentityOf(subjects, request);
        const account = await reader.read(bound.userId);
        if (!isSameAccount(bound, account)) return { absent: true };
        // reading took its time, and perhaps waited for a place at the tenant: the switch holds within the second (I13)
        if ((await requests.readKillSwitch()).off) throw new SwitchedOff("destructive work is switched off");
        return effect(bound.userId, `${requestId}/${milestone}`, bound);
      },
    });

/** Looks until no session, token or grant is left: the tenant carries some of it out later. Throws `Busy` while something is. */
export const checkNobodySignedIn =
  ({ clock, requests, subjects, reader }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  ({ requestId }: StepInput) =>
    establish({ clock, requests })({
      requestId,
      milestone: "nobody-signed-in",
      look: async (request): Promise<AuditFacts> => {
        const bound = await boundIdentityOf(subjects, request);
        if (!isSameAccount(bound, await reader.read(bound.userId))) return { absent: true };
        const { notAvailable, ...left } = await reader.access(bound.userId);
        const total = Object.values(left).reduce((sum, count) => sum + count, 0);
        if (total > 0)
          throw new Busy(`the tenant still shows ${total} ways in; it ends them a little later`, {
            retryAfterSeconds: 2,
          });
        return { left: total, notAvailable };
      },
    });

/** Reads every bound identity by id: only what is not there is gone. Throws `Busy` while one still is. */
export const verifyAbsence =
  ({ clock, requests, subjects, reader }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  ({ requestId }: StepInput) =>
    establish({ clock, requests })({
      requestId,
      milestone: "absence-verified",
      look: async (request): Promise<AuditFacts> => {
        const bound = await boundIdentityOf(subjects, request);
        const ids = [...new Set([bound.userId, ...bound.identities.map(({ userId }) => userId)])];
        for (const id of ids) {
          if (isSameAccount(bound, await reader.read(id))) {
            throw new Busy("the tenant still shows the account", { retryAfterSeconds: 2 });
          }
        }
        return { identitiesRead: ids.length };
      },
    });

/** Who was bound; there must be somebody until the purge. */
export const boundIdentityOf = async (
  subjects: Ports["subjects"],
  { subjectRef, requestId }: Pick<PrivacyRequest, "subjectRef"> & { requestId: RequestId },
): Promise<BoundIdentity> => {
  const bound = await subjects.boundIdentity(subjectRef, requestId);
  if (bound === undefined) throw new Error(`nothing is bound to ${requestId}`);
  return bound;
};
