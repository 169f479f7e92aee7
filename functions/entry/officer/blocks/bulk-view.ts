import { type Bulk, type BulkEntry, isBulkOver, pagesOf } from "#kernel/bulk.ts";
import { countBy } from "../count-by.ts";
import type { Looking } from "../views.ts";
import type { BulkView } from "./bulk-model.ts";

type Action = BulkView["actions"][number]["action"];

/** Why an officer cannot do something about a list now, in a sentence; undefined when they can. The acts themselves decide again. */
const obstacleTo = (action: Action, bulk: Bulk, { officer, caller }: Looking): string | undefined => {
  if (!caller.permissions.includes("blocks:write")) return "Your role does not include this.";
  if (action === "stop") {
    if (bulk.state === "stopping") return "It is being stopped.";
    return isBulkOver(bulk.state) ? "It is over." : undefined;
  }
  if (action === "try-again") return bulk.attention === undefined ? "Its run has not failed." : undefined;
  if (bulk.state !== "proposed") return "Nothing waits for a decision now.";
  return bulk.openedBy === officer ? "You proposed it. Another officer must approve it." : undefined;
};

/** A list as officers see it, with what its entries met and came to. */
export const bulkViewOf = (
  bulk: Bulk,
  pages: readonly BulkEntry[][],
  room: BulkView["room"],
  looking: Looking,
): BulkView => {
  const shown = (who: string): string => (who === looking.officer ? "me" : who);
  const { wish, approved, stopped, attention, planDigest, closedAt } = bulk;
  const entries = pages.flat();
  const wanted =
    wish.action === "block"
      ? {
          reason: wish.reason,
          reach: wish.reach,
          end: wish.end,
          ...(wish.reference !== undefined && { reference: wish.reference }),
          ...(room !== undefined && { room }),
        }
      : { because: wish.because as NonNullable<BulkView["because"]> };
  return {
    bulkId: bulk.bulkId,
    action: wish.action,
    ...wanted,
    state: bulk.state,
    people: bulk.people,
    pages: pagesOf(bulk.people),
    openedBy: shown(bulk.openedBy),
    openedAt: bulk.openedAt,
    decideBy: bulk.decideBy,
    until: bulk.until,
    ...(planDigest !== undefined && bulk.state === "proposed" && { planDigest }),
    ...(approved !== undefined && { approved: { ...approved, by: shown(approved.by) } }),
    ...(stopped !== undefined && { stopped: { ...stopped, by: shown(stopped.by) } }),
    ...(closedAt !== undefined && { closedAt }),
    ...(attention !== undefined && { attention }),
    looked: entries.filter(({ verdict }) => verdict !== undefined).length,
    verdicts: countBy(entries, ({ verdict }) => verdict),
    came: countBy(entries, ({ came }) => came),
    actions: (["approve", "stop", "try-again"] as const).map((action) => {
      const why = obstacleTo(action, bulk, looking);
      return { action, allowed: why === undefined, ...(why !== undefined && { why }) };
    }),
  };
};

/** A list among others. */
export const bulkRowOf = (
  { bulkId, wish, state, people, openedBy, openedAt, decideBy, attention }: Bulk,
  officer: string,
) => ({
  ...{ bulkId, state, people, openedAt, decideBy, action: wish.action },
  ...(wish.action === "block" && { reason: wish.reason }),
  openedBy: openedBy === officer ? "me" : openedBy,
  ...(attention !== undefined && { attention }),
});
