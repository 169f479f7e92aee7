import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AuditDraft, AuditEntry, type ChainHead, faultIn, genesis, link } from "#kernel/audit-entry.ts";
import { instantOf } from "#kernel/instant.ts";

const chain = "request/01J00000000000000000000000";
const draft: fc.Arbitrary<AuditDraft> = fc.record({
  event: fc.constantFrom("request-received", "account-deleted", "hold-placed"),
  at: fc.integer({ min: 0, max: 4e12 }).map(instantOf),
  actor: fc.constantFrom("person", "system", "officer:one"),
  facts: fc.dictionary(
    fc.string({ minLength: 1 }),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
  ),
});
const headOf = (entries: readonly AuditEntry[]): ChainHead => {
  const last = entries.at(-1);
  return last === undefined ? genesis : { number: last.number, hash: last.hash };
};
const chains = (minLength: number) =>
  fc.array(draft, { minLength, maxLength: 8 }).map((drafts) => link(chain, genesis, drafts));

/** A chain of at least so many entries, and places in it. */
const withPlaces = (minLength: number, places: number) =>
  chains(minLength).chain((entries) =>
    fc.tuple(
      fc.constant(entries),
      fc.array(fc.nat({ max: entries.length - 1 }), { minLength: places, maxLength: places }),
    ),
  );
const at = (entries: readonly AuditEntry[], place = 0): AuditEntry => {
  const entry = entries[place];
  if (entry === undefined) throw new Error("no such place");
  return entry;
};

describe("an audit chain", () => {
  test("is whole as it was linked, at once or in parts", () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 8 }), fc.nat({ max: 8 }), (drafts, cut) => {
        const first = link(chain, genesis, drafts.slice(0, cut));
        const entries = [...first, ...link(chain, headOf(first), drafts.slice(cut))];
        expect(entries).toEqual(link(chain, genesis, drafts));
        expect(faultIn(chain, entries, headOf(entries))).toBeUndefined();
        expect(faultIn(chain, entries.slice(first.length), headOf(entries), headOf(first))).toBeUndefined();
      }),
    );
  });

  test("is still whole after it went through JSON with its fields in another order", () => {
    fc.assert(
      fc.property(chains(1), (entries) => {
        const stored: AuditEntry[] = entries.map((entry) =>
          JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(entry).toReversed()))),
        );
        expect(faultIn(chain, stored, headOf(entries))).toBeUndefined();
      }),
    );
  });

  test("with any edited entry is found, whatever field was edited (I11)", () => {
    const edit = fc.constantFrom<(entry: AuditEntry) => AuditEntry>(
      (entry) => ({ ...entry, event: `${entry.event}-not` }),
      (entry) => ({ ...entry, actor: `${entry.actor}2` }),
      (entry) => ({ ...entry, at: instantOf(Date.parse(entry.at) + 1) }),
      (entry) => ({ ...entry, facts: { ...entry.facts, "more than there was": true } }),
      (entry) => ({ ...entry, chain: `${entry.chain}2` }),
      (entry) => ({ ...entry, number: entry.number + 1 }),
      (entry) => ({ ...entry, previous: entry.hash }),
      (entry) => ({ ...entry, hash: entry.previous }),
      (entry) => Object.assign({}, entry, { note: "a field that was not there" }),
    );
    fc.assert(
      fc.property(withPlaces(1, 1), edit, ([entries, [place]], change) => {
        const edited = entries.map((entry, here) => (here === place ? change(entry) : entry));
        expect(faultIn(chain, edited, headOf(entries))).toBeDefined();
      }),
    );
  });

  test("with an entry edited and its hash reckoned anew is found by the next, or by the head (I11)", () => {
    fc.assert(
      fc.property(withPlaces(1, 1), draft, ([entries, [place = 0]], other) => {
        const before = headOf(entries.slice(0, place));
        const [forged] = link(chain, before, [other]);
        if (forged === undefined || forged.hash === at(entries, place).hash) return;
        expect(faultIn(chain, entries.with(place, forged), headOf(entries))).toBeDefined();
      }),
    );
  });

  test("with any entry removed is found (I11)", () => {
    fc.assert(
      fc.property(withPlaces(1, 1), ([entries, [place = 0]]) => {
        expect(faultIn(chain, entries.toSpliced(place, 1), headOf(entries))).toBeDefined();
      }),
    );
  });

  test("with any entry inserted is found: a copy, or one linked to its place (I11)", () => {
    fc.assert(
      fc.property(withPlaces(1, 2), draft, ([entries, [place = 0, source = 0]], other) => {
        const copied = entries.toSpliced(place, 0, at(entries, source));
        expect(faultIn(chain, copied, headOf(entries))).toBeDefined();
        const linked = entries.toSpliced(place, 0, ...link(chain, headOf(entries.slice(0, place)), [other]));
        expect(faultIn(chain, linked, headOf(entries))).toBeDefined();
        const appended = [...entries, ...link(chain, headOf(entries), [other])];
        expect(faultIn(chain, appended, headOf(entries))).toEqual({ number: entries.length + 1, fault: "foreign" });
      }),
    );
  });

  test("with any two entries swapped is found (I11)", () => {
    fc.assert(
      fc.property(withPlaces(2, 2), ([entries, [one = 0, other = 0]]) => {
        fc.pre(one !== other);
        const swapped = entries.with(one, at(entries, other)).with(other, at(entries, one));
        expect(faultIn(chain, swapped, headOf(entries))).toBeDefined();
      }),
    );
  });

  test("cut off anywhere at its end is found, and says from where (I11)", () => {
    fc.assert(
      fc.property(withPlaces(1, 1), ([entries, [place = 0]]) => {
        expect(faultIn(chain, entries.slice(0, place), headOf(entries))).toEqual({
          number: place + 1,
          fault: "cut off",
        });
      }),
    );
  });

  test("that ends in another head than it must is found: an entry replaced and the chain linked anew (I11)", () => {
    fc.assert(
      fc.property(chains(1), (entries) => {
        const { number, hash } = headOf(entries);
        for (const head of [
          { number, hash: "0".repeat(64) },
          { number: number - 1, hash },
        ])
          expect(faultIn(chain, entries, head)).toEqual({ number, fault: "foreign" });
      }),
    );
  });

  test("is another's when it has another's name", () => {
    fc.assert(
      fc.property(chains(1), (entries) => {
        expect(faultIn("request/other", entries, headOf(entries))).toEqual({ number: 1, fault: "foreign" });
      }),
    );
  });
});

describe("an entry that is read", () => {
  const whole = { event: "account-deleted", at: instantOf(0), actor: "system", facts: { count: 1 } };
  const [entry] = link(chain, genesis, [whole]);

  test("has all its fields, and each in its form", () => {
    expect(AuditDraft.parse(whole)).toEqual(whole);
    expect(AuditEntry.parse(entry)).toEqual(entry);
    for (const field of ["event", "at", "actor", "facts"]) {
      expect(AuditDraft.safeParse({ ...whole, [field]: undefined }).success).toBe(false);
    }
    for (const field of ["event", "chain", "number", "previous", "hash"]) {
      expect(AuditEntry.safeParse({ ...entry, [field]: undefined }).success).toBe(false);
    }
    expect(AuditEntry.safeParse({ ...entry, number: 0 }).success).toBe(false);
    expect(AuditDraft.safeParse({ ...whole, facts: { person: { name: "x" } } }).success).toBe(false);
  });

  test.each(["Account-deleted", "9-deleted", "account deleted", "account-deleted\n", " account-deleted", ""])(
    "%j is no event's name",
    (event) => {
      expect(AuditDraft.safeParse({ ...whole, event }).success).toBe(false);
    },
  );

  test("is the first when it follows 64 zeros: a chain of other zeros is another chain", () => {
    expect(genesis).toEqual({ number: 0, hash: "0000000000000000000000000000000000000000000000000000000000000000" });
    expect(entry?.previous).toBe(genesis.hash);
  });
});
