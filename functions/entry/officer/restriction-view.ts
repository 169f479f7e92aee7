import type { PrivacyRequest } from "#kernel/request.ts";
import { restrictionGrounds, restrictionOf } from "#kernel/restriction.ts";
import { mayBeLiftedAt } from "#requests/restrictions.ts";
import { Problem } from "../api/problems.ts";
import type { RequestDetail } from "./model.ts";
import type { Looking } from "./views.ts";

/** A request of another kind has nothing to lift or to keep. */
export const requireRestriction = (request: PrivacyRequest): void => {
  if (restrictionOf(request) === undefined) throw new Problem("not-now", { detail: "It is no restriction." });
};

/** A restriction as officers see it; undefined for a request of another kind. */
export const restrictionViewOf = (
  request: PrivacyRequest,
  { officer, policy }: Pick<Looking, "officer" | "policy">,
): RequestDetail["restriction"] => {
  const restriction = restrictionOf(request);
  if (restriction === undefined) return undefined;
  const { state, ground, shutsSignIn, signInSpared, reviewBy, announced, over } = restriction;
  const shown = (who: string): string => (who === officer ? "me" : who);
  const toBeLiftedAt = state === "announced" ? mayBeLiftedAt(request, policy) : undefined;
  return {
    ...{ state, ground, shutsSignIn },
    article: restrictionGrounds[ground],
    ...(signInSpared !== undefined && { signInSpared }),
    ...(reviewBy !== undefined && { reviewBy }),
    ...(announced !== undefined &&
      state === "announced" && {
        announced: {
          because: announced.because,
          by: shown(announced.by),
          at: announced.at,
          ...(announced.toldBy !== undefined && { toldBy: announced.toldBy }),
        },
      }),
    ...(toBeLiftedAt !== undefined && { toBeLiftedAt }),
    ...(over !== undefined && { over: { ...over, by: shown(over.by) } }),
  };
};
