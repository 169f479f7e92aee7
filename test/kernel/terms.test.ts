import { describe, expect, test } from "vitest";
import { enoughFor, gateRules, graceEndsAt, standingOf, versionInForce } from "#kernel/terms.ts";
import { at } from "../support/requests.ts";
import { anAnswer, aPublication } from "../support/terms.ts";

const first = aPublication({ version: "1", effectiveAt: at("2026-10-01"), publishedAt: at("2026-09-01") });
const second = aPublication({ version: "2", effectiveAt: at("2026-12-01"), publishedAt: at("2026-11-01") });

describe("what the gate asks for", () => {
  test("is nothing before the effective date", () => {
    expect(gateRules([second], at("2026-11-30"))).toEqual([]);
  });

  test("is soft from the effective date, and hard from the end of the grace", () => {
    expect(gateRules([second], at("2026-12-01"))[0]).toMatchObject({ version: "2", mode: "soft" });
    expect(graceEndsAt(second)).toBe(at("2026-12-31"));
    expect(gateRules([second], "2026-12-31T08:59:59.999Z" as never)[0]?.mode).toBe("soft");
    expect(gateRules([second], at("2026-12-31"))[0]?.mode).toBe("hard");
  });

  test("is the newest version for everybody, and a later one that was accepted is enough for an earlier", () => {
    expect(gateRules([first, second], at("2026-11-30"))).toEqual([
      { version: "1", enough: ["1", "2"], mode: "hard", audience: {} },
    ]);
    expect(gateRules([first, second], at("2026-12-02"))).toEqual([
      { version: "2", enough: ["2"], mode: "soft", audience: {} },
    ]);
  });

  test("is nothing new after an editorial change, whose acceptance is enough", () => {
    const editorial = { ...second, change: "editorial" as const };
    expect(gateRules([first, editorial], at("2026-12-02"))).toEqual([
      { version: "1", enough: ["1", "2"], mode: "hard", audience: {} },
    ]);
  });

  test("is by audience first, then what holds for everybody", () => {
    const some = { ...second, audience: { organizations: ["org_1"] } };
    const rules = gateRules([first, some], at("2026-12-02"));
    expect(rules.map(({ version, audience }) => [version, audience])).toEqual([
      ["2", { organizations: ["org_1"] }],
      ["1", {}],
    ]);
  });

  test("leaves out what was stopped or undone: the version before counts again", () => {
    for (const end of [{ stoppedAt: at("2026-12-03") }, { undoneAt: at("2026-12-03") }]) {
      expect(gateRules([first, { ...second, ...end }], at("2026-12-04")).map(({ version }) => version)).toEqual(["1"]);
    }
    const stopped = { ...second, stoppedAt: at("2026-12-03") };
    expect(gateRules([first, stopped], at("2026-12-04"))[0]?.enough).toContain("2");
  });

  test("is never a notice or a consent", () => {
    const others = (["notice", "consent"] as const).map((kind) => ({ ...second, kind, document: "privacy" }));
    expect(gateRules(others, at("2027-12-01"))).toEqual([]);
  });
});

describe("whose acceptance is enough", () => {
  test("is that of the version, and of every later one", () => {
    const third = aPublication({ version: "3", effectiveAt: at("2027-01-01") });
    expect(enoughFor(second, [first, second, third]).toSorted()).toEqual(["2", "3"]);
  });

  test("is nobody's for a notice, not even of terms that bear the same name", () => {
    const notice = aPublication({ kind: "notice", document: "privacy", version: "2" });
    expect(enoughFor(notice, [first, second, notice])).toEqual([]);
  });
});

describe("the answer that counts", () => {
  const accepted = anAnswer();
  const declined = anAnswer({ answer: "declined", at: at("2026-11-25") });

  test("to terms is the acceptance, in whatever order they come (I16, I21)", () => {
    expect(standingOf(accepted, declined)).toBe(accepted);
    expect(standingOf(declined, accepted)).toBe(accepted);
  });

  test("of two that say the same is the first", () => {
    const earlier = anAnswer({ at: at("2026-11-01") });
    expect(standingOf(accepted, earlier)).toBe(earlier);
    expect(standingOf(earlier, accepted)).toBe(earlier);
  });

  test("to a consent is what was said last", () => {
    const yes = anAnswer({ kind: "consent", document: "newsletter" });
    const no = { ...yes, answer: "withdrawn" as const, at: at("2026-11-25") };
    expect(standingOf(yes, no)).toBe(no);
    expect(standingOf(no, yes)).toBe(no);
  });
});

describe("the version in force", () => {
  const before = [{ version: "0", from: at("2026-01-01") }];

  test("is what was in force before anything was published, then the newest published for everybody", () => {
    expect(versionInForce(before, [first, second], at("2025-12-31"))).toBeUndefined();
    expect(versionInForce(before, [first, second], at("2026-09-30"))).toBe("0");
    expect(versionInForce(before, [first, second], at("2026-10-01"))).toBe("1");
    expect(versionInForce(before, [first, second], at("2026-12-24"))).toBe("2");
  });

  test("is not one that was undone, or is for some only", () => {
    expect(versionInForce(before, [{ ...first, undoneAt: at("2026-10-02") }], at("2026-11-01"))).toBe("0");
    expect(versionInForce(before, [{ ...first, audience: { regions: ["EU"] } }], at("2026-11-01"))).toBe("0");
  });
});
