import { type Bulk, type BulkEntry, isBulkOver } from "#kernel/bulk.ts";
import { type Instant, secondsUntil } from "#kernel/instant.ts";
import { freePlaces, strictCaps } from "#requests/cap.ts";
import type { StepInput } from "../model.ts";
import { requireBulk } from "../on-record.ts";
import { decideEnd, decideTimeOver, waitSeconds } from "../rules.ts";
import { begin, leave, type Place, settle, type Working } from "./one-account.ts";

/** A step is far shorter than the minute that the story gives it: it takes nobody up after so many seconds. */
const workFor = 25;
/** And nobody more than so many, so that each look finds what others did meanwhile. */
const mostAtOnce = 10;

interface Worked {
  next: "more" | "wait" | "over";
  waitSeconds: number;
}

/**
 * Works off the next accounts, one after the other, each under the condition that the list was not stopped. As many are begun with as there
 * are free places at the cap; the fence decides, here is only made sure that nothing waits in front of it in crowds.
 */
export const workOff =
  (needs: Working) =>
  async ({ bulkId }: StepInput): Promise<Worked> => {
    const { clock, bulks } = needs;
    const startedAt = clock.now();
    await bulks.change(bulkId, (bulk) => decideTimeOver(bulk, startedAt));
    const bulk = await requireBulk(needs, bulkId);
    if (isBulkOver(bulk.state)) return { next: "over", waitSeconds: 1 };

    const onItsWay = await settleAll(needs, bulk);
    const worked =
      bulk.state === "stopping" ? await leaveAll(needs, bulk) : await beginNext(needs, bulk, onItsWay, startedAt);
    const pages = await bulks.pages(bulkId);
    const isOver = await bulks.change(bulkId, (now) => decideEnd(now, pages, clock.now()));
    return isOver ? { next: "over", waitSeconds: 1 } : worked;
  };

/** Every entry with its place, in order. */
const entriesOf = (pages: readonly BulkEntry[][]): { place: Place; entry: BulkEntry }[] =>
  pages.flatMap((entries, page) => entries.map((entry, at) => ({ place: { page: page + 1, at }, entry })));

/** The name at a place, which each page is read for once. */
const namesOf = ({ lists }: Working, { bulkId }: Bulk) => {
  const read = new Map<number, string[]>();
  return async ({ page, at }: Place): Promise<string> => {
    const names = read.get(page) ?? (await lists.names(bulkId, page)) ?? [];
    read.set(page, names);
    const name = names[at];
    if (name === undefined) throw new Error(`page ${page} of ${bulkId} has no place ${at}`);
    return name;
  };
};

/** Looks what became of those begun with; how many are still on their way to the fence. */
const settleAll = async (needs: Working, bulk: Bulk): Promise<number> => {
  const nameAt = namesOf(needs, bulk);
  let onItsWay = 0;
  for (const { place, entry } of entriesOf(await needs.bulks.pages(bulk.bulkId))) {
    if (entry.begunAt === undefined || entry.came !== undefined) continue;
    if ((await settle(needs)(bulk, place, entry, await nameAt(place))) === undefined) onItsWay += 1;
  }
  return onItsWay;
};

const leaveAll = async (needs: Working, bulk: Bulk): Promise<Worked> => {
  for (const { place, entry } of entriesOf(await needs.bulks.pages(bulk.bulkId))) {
    if (entry.begunAt === undefined && entry.came === undefined) await leave(needs)(bulk, place);
  }
  return { next: "more", waitSeconds: 1 };
};

/** How many may be begun with now, and when there is room again. Letting people in needs none. */
const roomFor = async (needs: Working, { wish }: Bulk): Promise<{ free: number; nextAt?: Instant | undefined }> => {
  if (wish.action === "unblock") return { free: Number.POSITIVE_INFINITY };
  const { clock, requests, reader, policy } = needs;
  if ((await requests.readKillSwitch()).off) return { free: 0 };
  const caps = strictCaps({ hour: "blockWork", day: "blockDay" }, policy.blocking.cap, await reader.countUsers());
  return freePlaces(await requests.usedPlaces(caps.map(({ pool }) => pool)), caps, clock.now());
};

const beginNext = async (needs: Working, bulk: Bulk, onItsWay: number, startedAt: Instant): Promise<Worked> => {
  const { clock, bulks } = needs;
  const { free, nextAt } = await roomFor(needs, bulk);
  const wait = (): Worked => ({ next: "wait", waitSeconds: waitSeconds(clock.now(), nextAt) });
  const nameAt = namesOf(needs, bulk);
  const places = Math.min(mostAtOnce, free - onItsWay);
  let begun = 0;
  for (const { place, entry } of entriesOf(await bulks.pages(bulk.bulkId))) {
    if (entry.begunAt !== undefined || entry.came !== undefined) continue;
    if (entry.verdict === "no-user-id" || entry.verdict === "repeated") {
      await skip(needs, bulk, place);
      continue;
    }
    if (begun >= places) return free - onItsWay > begun ? { next: "more", waitSeconds: 1 } : wait();
    if (secondsUntil(startedAt, clock.now()) >= workFor) return { next: "more", waitSeconds: 1 };
    const outcome = await begin(needs)(bulk, place, await nameAt(place));
    if (outcome === "stopped") return { next: "more", waitSeconds: 1 };
    if (outcome === "begun") begun += 1;
  }
  return wait();
};

/** The list itself is wrong there: nobody is looked at. */
const skip = ({ bulks }: Working, { bulkId }: Bulk, { page, at }: Place): Promise<void> =>
  bulks.changePage(bulkId, page, (_, entries) => ({
    outcome: undefined,
    entries: entries.map((entry, place) => (place === at ? { ...entry, came: "skipped" as const } : entry)),
  }));
