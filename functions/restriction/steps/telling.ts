import type { RequestId } from "#kernel/ids.ts";
import type { Locale } from "#kernel/subject.ts";
import { recordOf } from "#requests/effect.ts";
import type { About } from "#requests/letter.ts";
import { requireRequest } from "#requests/require.ts";
import { liftingNotice, mayBeLiftedAt } from "#requests/restrictions.ts";
import type { Needs } from "#requests/step.ts";
import { type Message, tell } from "#requests/tell.ts";
import { keptNotice } from "../following.ts";
import { restrictionIn, type StepInput } from "../model.ts";
import { kept, lifted, lifting, stands } from "../notices.ts";

export type Telling = Needs<"clock" | "requests" | "subjects" | "notices">;

/** Tells the person something once, in their language. */
export const toPerson =
  ({ clock, requests, subjects, notices, policy }: Telling) =>
  (requestId: RequestId, name: string, say: (locale: Locale, about: About) => Message) =>
    tell({ clock, requests, notices })(requestId, name, async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: say(identity?.locale ?? "en", { request, policy }) };
    });

/** Tells the person that their data is only stored from now on, what that means, and what becomes of it. */
export const tellStands =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(needs.requests, requestId);
    const restriction = restrictionIn(request);
    const isShut = recordOf(request, "block-imposed")?.imposed === true;
    return toPerson(needs)(requestId, "restriction", (locale, about) =>
      stands(locale, { ...about, restriction, isShut }),
    );
  };

/** Tells the person that the restriction will be lifted, why, and when at the earliest (GDPR Article 18(3)). */
export const tellLifting =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const { announced } = restrictionIn(await requireRequest(needs.requests, requestId));
    if (announced === undefined) return {};
    const now = needs.clock.now();
    return toPerson(needs)(requestId, liftingNotice(announced.round), (locale, about) => {
      // as if it were told now: which it is, when this goes out
      const at = mayBeLiftedAt(
        {
          ...about.request,
          progress: {
            ...about.request.progress,
            [`${liftingNotice(announced.round)}-told`]: { notice: "sent", at: now },
          },
        },
        needs.policy,
      );
      return lifting(locale, { ...about, because: announced.because, at: at ?? now });
    });
  };

/** Tells the person that it stays, after they were told that it would be lifted. */
export const tellKept =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const { calledOff } = restrictionIn(await requireRequest(needs.requests, requestId));
    return calledOff === undefined ? {} : toPerson(needs)(requestId, keptNotice(calledOff), kept);
  };

/** Tells the person that it is lifted. */
export const tellLifted =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(needs.requests, requestId);
    const wasShut = recordOf(request, "block-imposed")?.imposed === true;
    const stillClosed = recordOf(request, "let-in")?.outcome === "kept-by-others";
    return toPerson(needs)(requestId, "lifted", (locale, about) => lifted(locale, { ...about, wasShut, stillClosed }));
  };
