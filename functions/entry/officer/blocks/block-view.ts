import { blockAfter, blockOf } from "#kernel/block.ts";
import { Instant } from "#kernel/instant.ts";
import { approversOf, isAbout, isBarred, planOf } from "#kernel/plan.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { undeliveredNotices } from "#requests/tell.ts";
import type { Looking } from "../views.ts";
import type { BlockView } from "./block-model.ts";

type Action = BlockView["actions"][number]["action"];

/** Why an officer cannot do something about a block now, in a sentence; undefined when they can. The acts themselves decide again. */
const obstacleTo = (action: Action, request: PrivacyRequest, { officer, caller }: Looking): string | undefined => {
  const permission = action === "approve" ? "requests:decide" : "blocks:write";
  if (!caller.permissions.includes(permission)) return "Your role does not include this.";
  if (isAbout(request, officer)) return "This block is about you.";
  const state = blockOf(request)?.state ?? "ended";
  if (action === "lift") {
    const can = blockAfter(state, "lift") ?? blockAfter(state, "decline");
    return can === undefined ? "It is over, or being taken back." : undefined;
  }
  if (action === "keep") return blockAfter(state, "keep") === undefined ? "It is not in force." : undefined;
  if (state !== "proposed" || request.status !== "in-review") return "Nothing waits for a decision now.";
  if (isBarred(request, officer)) return "You proposed it. Another officer must approve it.";
  return approversOf(request).includes(officer) ? "You have approved it." : undefined;
};

/** A block as officers see it; undefined for a request of another kind. */
export const blockViewOf = (request: PrivacyRequest, looking: Looking): BlockView | undefined => {
  const block = blockOf(request);
  if (block === undefined) return undefined;
  const shown = (who: string): string => (who === looking.officer ? "me" : who);
  const plan = planOf(request);
  const inForceAt = Instant.safeParse(request.progress.inForceAt);
  const { reason, reach, end, automatic, state, setBy, keptBy, reference, over } = block;
  return {
    requestId: request.requestId,
    ...{ state, reason, reach, end, automatic, status: request.status },
    setBy: shown(setBy),
    ...(keptBy !== undefined && { keptBy: shown(keptBy) }),
    ...(reference !== undefined && { reference }),
    proposedAt: request.receivedAt,
    ...(inForceAt.success && { inForceAt: inForceAt.data }),
    lookAt: request.dueAt,
    ...(request.reviewAt !== undefined && { reviewAt: request.reviewAt }),
    ...(over !== undefined && { over: { ...over, by: shown(over.by) } }),
    ...(request.attention !== undefined && { attention: request.attention }),
    ...(plan !== undefined &&
      state === "proposed" && { planDigest: plan.digest, approvalsNeeded: plan.approvalsNeeded }),
    undelivered: undeliveredNotices(request),
    actions: (["approve", "lift", "keep"] as const).map((action) => {
      const why = obstacleTo(action, request, looking);
      return { action, allowed: why === undefined, ...(why !== undefined && { why }) };
    }),
  };
};
