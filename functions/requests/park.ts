import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Ports } from "#ports/ports.ts";
import type { Facts, Wait } from "#ports/requests/requests.ts";

/** Where a run is parked, and what would answer it at once. */
export interface Parking {
  requestId: RequestId;
  /** "cooling-off", "room", ... */
  name: string;
  /** The task token that ends the wait. */
  token: string;
  until: Instant;
  /** A decision that was made before anybody waited for it; undefined when there is none. */
  alreadyDecided: (facts: Facts) => JsonObject | undefined;
  /** True for a branch of a run that waits beside others: theirs go on. */
  beside?: boolean | undefined;
}

/** Gives every undecided wait its answer. */
export const answerWaits = (waits: readonly Wait[], answer: JsonObject, now: Instant): Wait[] =>
  waits.filter((wait) => wait.answer === undefined).map((wait) => ({ ...wait, answer, decidedAt: now }));

/**
 * Parks a run: the wait is stored with its sealed token in the same transaction that looks for a decision already made, so that
 * no decision falls between looking and waiting. Where there is one, the run is answered at once.
 */
export const park =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, name, token, until, alreadyDecided, beside = false }: Parking): Promise<void> => {
    const sealed = await keys.seal(Buffer.from(token), { purpose: "token", owner: requestId });
    const waits = await requests.change<Wait[]>(requestId, (facts) => {
      const answer = alreadyDecided(facts);
      const wait: Wait = {
        requestId,
        name,
        sealedToken: Buffer.from(sealed).toString("base64url"),
        until,
        ...(answer && { answer, decidedAt: clock.now() }),
      };
      // a run stands in one place, unless it has branches: where it stood before, its time is over
      const left = beside ? [] : facts.waits.filter((each) => each.name !== name && each.answer === undefined);
      return {
        outcome: answer ? [wait] : [],
        waits: [wait],
        endedWaits: left.map((each) => each.name),
        audit: [],
      };
    });
    await wake({ requests, workflows, keys })(waits);
  };

/**
 * Hands decided waits their answers and takes them off the list. A run that is gone (its time was over, or it was answered before)
 * needs none. What is `Busy` stays for the sweep.
 */
export const wake =
  ({ requests, workflows, keys }: Pick<Ports, "requests" | "workflows" | "keys">) =>
  async (waits: readonly Wait[]): Promise<void> => {
    for (const wait of waits) {
      if (wait.answer === undefined) continue;
      try {
        const token = await keys.unseal(Buffer.from(wait.sealedToken, "base64url"), {
          purpose: "token",
          owner: wait.requestId,
        });
        await workflows.answer(Buffer.from(token).toString(), wait.answer);
        await endWait({ requests })(wait);
      } catch (error) {
        if (!(error instanceof Busy)) throw error;
      }
    }
  };

/** Takes a wait off the list, unless another one of the name has taken its place meanwhile. */
export const endWait =
  ({ requests }: Pick<Ports, "requests">) =>
  ({ requestId, name, sealedToken }: Pick<Wait, "requestId" | "name" | "sealedToken">): Promise<void> =>
    requests.change(requestId, ({ waits }) => {
      const standing = waits.some((wait) => wait.name === name && wait.sealedToken === sealedToken);
      return { outcome: undefined, endedWaits: standing ? [name] : [], audit: [] };
    });
