import fc from "fast-check";
import { expect, test } from "vitest";
import { type AuditEntry, type ChainHead, faultIn, genesis, link } from "#kernel/audit-entry.ts";
import { plus } from "#kernel/instant.ts";
import { at } from "../support/requests.ts";

const chain = "request/01J00000000000000000000000";
const length = 100_000;
const entries = link(
  chain,
  genesis,
  Array.from({ length }, (_, place) => ({
    event: "thing-done",
    at: at("2026-11-24"),
    actor: "system",
    facts: { place },
  })),
);
const headAt = (number: number): ChainHead =>
  number === 0 ? genesis : { number, hash: entries[number - 1]?.hash ?? "" };

const flipped = (hash: string): string => (hash.startsWith("0") ? "1" : "0") + hash.slice(1);

/** Every way to edit one entry and leave its hash as it was. */
const edits: Record<string, (entry: AuditEntry) => AuditEntry> = {
  event: (entry) => ({ ...entry, event: "thing-undone" }),
  moment: (entry) => ({ ...entry, at: plus(entry.at, 1) }),
  actor: (entry) => ({ ...entry, actor: "somebody" }),
  "a fact's value": (entry) => ({ ...entry, facts: { place: Number(entry.facts.place) + 1 } }),
  "a fact's type": (entry) => ({ ...entry, facts: { place: String(entry.facts.place) } }),
  "a fact more": (entry) => ({ ...entry, facts: { ...entry.facts, more: true } }),
  "no fact": (entry) => ({ ...entry, facts: {} }),
  chain: (entry) => ({ ...entry, chain: `${entry.chain}0` }),
  number: (entry) => ({ ...entry, number: entry.number + 1 }),
  previous: (entry) => ({ ...entry, previous: flipped(entry.previous) }),
  hash: (entry) => ({ ...entry, hash: flipped(entry.hash) }),
};

/** Links of the same places, each with a hash that fits. */
const linkedAnew = (from: AuditEntry, rest: readonly AuditEntry[]): AuditEntry[] =>
  link(
    chain,
    { number: from.number - 1, hash: from.previous },
    rest.map(({ event, at, actor, facts }) => ({ event, at, actor, facts })),
  );

const span = 101;
const untouched = (from: number) =>
  function* (): Generator<AuditEntry> {
    for (let place = from; place < length; place += 1) yield entries[place] as AuditEntry;
  };
const nothing = function* (): Generator<AuditEntry> {};

type Way = (part: AuditEntry[], other: number) => AuditEntry[];

/** What somebody does to the chain from a place on, within the next 101 entries: `other` is one of those. */
const ways: Record<string, Way> = {
  ...Object.fromEntries(
    Object.entries(edits).map(([name, edit]): [string, Way] => [
      `edit: ${name}`,
      ([entry, ...after]) => [edit(entry as AuditEntry), ...after],
    ]),
  ),
  remove: (part) => part.slice(1),
  "remove several": (part, other) => part.slice(other),
  insert: (part) => [{ ...(part[0] as AuditEntry), event: "thing-invented" }, ...part],
  repeat: (part) => [part[0] as AuditEntry, ...part],
  "swap with another": (part, other) => part.with(0, part[other] as AuditEntry).with(other, part[0] as AuditEntry),
  "link one anew": ([entry, ...after]) => [
    ...linkedAnew(entry as AuditEntry, [{ ...(entry as AuditEntry), actor: "somebody" }]),
    ...after,
  ],
  "cut the end": () => [],
  "cut the end later": (part, other) => part.slice(0, other),
};
const isCut = (way: string): boolean => way.startsWith("cut");

/**
 * A whole check goes from the first entry to the last, and up to the place it finds what it found in the chain as it was: so it is begun
 * there, and goes on to the end of all 100,000 unless it finds something before.
 */
const faultAfter = (place: number, part: AuditEntry[], rest: () => Generator<AuditEntry>) => {
  const tampered = {
    *[Symbol.iterator]() {
      yield* part;
      yield* rest();
    },
  };
  return faultIn(chain, tampered as unknown as AuditEntry[], headAt(length), headAt(place));
};

test("10,000 random tamperings of a chain of 100,000 entries are all found (I11)", { timeout: 120_000 }, () => {
  expect(faultIn(chain, entries, headAt(length))).toBeUndefined();
  const near = length - 1000;
  expect(faultAfter(near, entries.slice(near, near + span), untouched(near + span))).toBeUndefined();
  let found = 0;
  const used = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(ways)),
      fc.nat({ max: length - span }),
      fc.integer({ min: 1, max: span - 1 }),
      (way, place, other) => {
        const part = ways[way]?.(entries.slice(place, place + span), other) ?? [];
        const fault = faultAfter(place, part, isCut(way) ? nothing : untouched(place + span));
        expect([way, place, other, fault !== undefined]).toEqual([way, place, other, true]);
        used.add(way);
        found += 1;
      },
    ),
    { numRuns: 10_000 },
  );
  expect([found, used.size]).toEqual([10_000, Object.keys(ways).length]);
});

test("a chain written anew from any entry on, every hash fitting, ends in another head and is found by it (I11)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (back) => {
      const place = length - back;
      const [entry, ...after] = entries.slice(place) as [AuditEntry, ...AuditEntry[]];
      const forged = linkedAnew(entry, [{ ...entry, actor: "somebody" }, ...after]);
      expect(faultAfter(place, forged, nothing)).toEqual({ number: length, fault: "foreign" });
    }),
  );
});

test("the whole chain, read in one go, with one letter changed in the middle is not whole", { timeout: 60_000 }, () => {
  const middle = length / 2;
  const changed = entries.with(middle, { ...(entries[middle] as AuditEntry), actor: "systen" });
  expect(faultIn(chain, changed, headAt(length))).toEqual({ number: middle + 1, fault: "edited" });
});
