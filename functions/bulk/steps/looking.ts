import type { Verdict } from "#kernel/bulk.ts";
import type { Needs } from "#requests/step.ts";
import type { PageInput, StepInput } from "../model.ts";
import { requireBulk } from "../on-record.ts";
import { decideProposal, verdictOf } from "../rules.ts";
import { type Reading, readEntry } from "./reading.ts";

/** So many looks go on record together: what the tenant's limits cut off is begun again from the last of them. */
const atOnce = 5;

/** Looks what each entry of a page would meet. Changes nothing at the tenant, and nothing about anybody. */
export const lookAtPage =
  (needs: Reading & Needs<"bulks" | "lists">) =>
  async ({ bulkId, page }: PageInput) => {
    const { bulks, lists } = needs;
    const bulk = await requireBulk(needs, bulkId);
    const names = (await lists.names(bulkId, page)) ?? [];
    for (;;) {
      const entries = (await bulks.pages(bulkId))[page - 1] ?? [];
      const open = entries.flatMap(({ verdict }, place) => (verdict === undefined ? [place] : [])).slice(0, atOnce);
      if (open.length === 0 || bulk.state !== "checking") return {};
      const verdicts = new Map<number, Verdict>();
      for (const place of open) {
        const name = names[place];
        if (name === undefined) throw new Error(`page ${page} of ${bulkId} has no place ${place}`);
        verdicts.set(place, verdictOf(bulk.wish, await readEntry(needs)(bulk, name)));
      }
      const isOn = await bulks.changePage(bulkId, page, (now, stored) => ({
        outcome: now.state === "checking",
        entries: stored.map((entry, place) => ({ ...entry, verdict: entry.verdict ?? verdicts.get(place) })),
      }));
      if (!isOn) return {};
    }
  };

/** All pages have been looked at: another officer decides about exactly that. */
export const proposeBulk =
  ({ clock, bulks }: Needs<"clock" | "bulks">) =>
  async ({ bulkId }: StepInput) => {
    const pages = await bulks.pages(bulkId);
    await bulks.change(bulkId, (bulk) => decideProposal(bulk, pages, clock.now()));
    return {};
  };
