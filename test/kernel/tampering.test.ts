import fc from "fast-check";
import { expect, test } from "vitest";
import { type AuditEntry, type ChainHead, faultIn, genesis, link } from "#kernel/audit-entry.ts";
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

const ways = ["edit", "remove", "insert", "swap", "repeat", "cut-end", "cut-start", "relink-one"] as const;

/** What somebody does to a run of entries at a place. */
const tampered = (part: AuditEntry[], way: (typeof ways)[number], place: number): AuditEntry[] => {
  const [before, entry, after] = [part.slice(0, place), part[place] as AuditEntry, part.slice(place + 1)];
  switch (way) {
    case "edit":
      return [...before, { ...entry, actor: "somebody" }, ...after];
    case "remove":
      return [...before, ...after];
    case "insert":
      return [...before, { ...entry, event: "thing-invented" }, entry, ...after];
    case "swap":
      return [...before, ...after.slice(0, 1), entry, ...after.slice(1)];
    case "repeat":
      return [...before, entry, entry, ...after];
    case "cut-end":
      return before;
    case "cut-start":
      return after;
    case "relink-one": // with a hash of its own that fits
      return [
        ...before,
        ...link(chain, { number: entry.number - 1, hash: entry.previous }, [{ ...entry, actor: "x" }]),
        ...after,
      ];
  }
};

test("10,000 random tamperings of a chain of 100,000 entries are all found (I11)", { timeout: 60_000 }, () => {
  // A chain is checked from a trusted head to the next: a whole check is these one after the other. So each tampering is looked for
  // between two of them, 50 entries apart, by the same function.
  const span = 50;
  let found = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...ways),
      fc.nat({ max: length - span - 1 }),
      fc.nat({ max: span - 2 }),
      (way, start, place) => {
        const part = entries.slice(start, start + span);
        const fault = faultIn(chain, tampered(part, way, place), headAt(start + span), headAt(start));
        expect([way, start, place, fault !== undefined]).toEqual([way, start, place, true]);
        found += 1;
      },
    ),
    { numRuns: 10_000 },
  );
  expect(found).toBe(10_000);
});

test("the whole chain, read in one go, is whole; and with one letter changed in the middle it is not", {
  timeout: 60_000,
}, () => {
  expect(faultIn(chain, entries, headAt(length))).toBeUndefined();
  const middle = length / 2;
  expect(faultIn(chain, tampered(entries, "edit", middle), headAt(length))).toEqual({
    number: middle + 1,
    fault: "edited",
  });
});
