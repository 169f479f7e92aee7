import type { Instant } from "#kernel/instant.ts";
import { isEnd } from "#kernel/request.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";

/** claimed: so it is, also when it was before. already-ended: nobody needs to look after it. */
export type ClaimOutcome = "claimed" | "already-ended";

/** An officer takes a request on, hands it to another, or puts it back: so that two do not work on it without knowing. */
export const decideClaim = (
  { request }: Facts,
  { officer, to }: { officer: string; to: string | undefined },
  now: Instant,
): Decision<ClaimOutcome> => {
  const entry = (event: string, facts: Record<string, string>) => [{ event, at: now, actor: officer, facts }];
  if (isEnd(request.status)) return { outcome: "already-ended", audit: entry("claim-refused", { to: to ?? "nobody" }) };
  if (request.claimedBy === to) return { outcome: "claimed", audit: [] };
  return {
    outcome: "claimed",
    request: { ...request, claimedBy: to },
    audit: entry("request-claimed", { to: to ?? "nobody", from: request.claimedBy ?? "nobody" }),
  };
};
