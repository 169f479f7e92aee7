import { carryOut } from "#requests/effect.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { AccountCameBack } from "../errors.ts";
import { progressOf, type RecheckInput, type StepInput } from "../model.ts";
import { isSameAccount, nextRecheck } from "../rules.ts";

/** The last message is out: the address goes from the closing record. Answers with the next re-check. */
export const dropAddress =
  ({ clock, requests, subjects, policy }: Needs<"clock" | "requests" | "subjects">) =>
  async ({ requestId }: StepInput) => {
    await carryOut({ clock, requests })({
      requestId,
      milestone: "address-dropped",
      destructive: false,
      perform: async () => {
        const closing = await subjects.closingRecord(requestId);
        if (closing?.address === undefined) return { hadAddress: false };
        await subjects.keepClosing(requestId, { identities: closing.identities, locale: closing.locale });
        return { hadAddress: true };
      },
    });
    const request = await requireRequest(requests, requestId);
    return nextRecheck(request, policy);
  };

/**
 * Looks once more whether anything came back. A new account under the old id is somebody who came back, and is left alone; the old
 * one, by its date of creation, is `AccountCameBack`. `number` says which look it is, so that doing it twice counts once.
 */
export const recheck =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId, number }: RecheckInput) => {
    const closing = await subjects.closingRecord(requestId);
    for (const identity of closing?.identities ?? []) {
      if (isSameAccount(identity, await reader.read(identity.userId))) {
        throw new AccountCameBack("the account that was deleted is in the tenant again");
      }
    }
    return requests.change(requestId, ({ request }) => {
      const rechecksDone = Math.max(number, progressOf(request).rechecksDone ?? 0);
      const checked = { ...request, progress: { ...request.progress, rechecksDone } };
      return {
        outcome: nextRecheck(checked, policy),
        request: checked,
        audit: [{ event: "recheck-done", at: clock.now(), actor: "system", facts: { number, cameBack: false } }],
      };
    });
  };

/** The end: the closing key goes, and with it the last way from the request to the person. */
export const closeForGood =
  ({ clock, requests, subjects }: Needs<"clock" | "requests" | "subjects">) =>
  async ({ requestId }: StepInput) => {
    await carryOut({ clock, requests })({
      requestId,
      milestone: "closing-key-destroyed",
      destructive: false,
      perform: async () => {
        await subjects.destroyClosing(requestId);
        return {};
      },
    });
    return requests.change(requestId, ({ request }) => ({
      outcome: {},
      request: { ...request, closedAt: request.closedAt ?? clock.now() },
      audit:
        request.closedAt === undefined
          ? [{ event: "request-closed", at: clock.now(), actor: "system", facts: {} }]
          : [],
    }));
  };
