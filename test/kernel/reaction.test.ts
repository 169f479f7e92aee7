import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { LogEvent } from "#kernel/log-event.ts";
import { answerFromEvent, cheapestFirst, Reaction, stretchOf } from "#kernel/reaction.ts";
import { parsePolicy } from "#runtime/policy-file.ts";

const ours = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8");
const withReaction = (line: string): string => ours.replace("locales:", `  - ${line}\nlocales:`);

describe("reactions in policy.yaml", () => {
  test("are read with types by name or code, one or several of each", () => {
    const { reactions } = parsePolicy(
      withReaction("{ name: mine, on: [pwd_leak, user-deleted], if: { not: ours }, start: resume }"),
    );
    expect(reactions.at(-1)).toEqual({
      name: "mine",
      on: ["pwd_leak", "sdu"],
      if: [{ not: "ours" }],
      start: ["resume"],
    });
  });

  test.each([
    ["{ name: mine, on: [user-delete], start: resume }", /on\.0: "user-delete" is no type/],
    ["{ name: mine, on: [], start: resume }", /on: /],
    ["{ name: mine, on: [sdu], if: { not: mine }, start: resume }", /if.*is not one of/],
    ["{ name: mine, on: [sdu], if: { field: email, equals: x }, start: resume }", /if.*is not one of/],
    ["{ name: mine, on: [sdu], start: delete-account }", /start.*is not one of/],
    ["{ name: mine, on: [s], start: verification-mail }", /limit: is missing or below an hour/],
    ["{ name: mine, on: [s], limit: 1 min, start: { notice: password-at-risk } }", /limit: is missing or below/],
    ["{ name: mine, on: [s], after: 91 days, start: resume }", /after: is longer than 90 days/],
    ["{ name: risky login, on: [s], start: resume }", /is the name of two reactions/],
    ["{ name: mine, on: [sdu], start: resume, then: more }", /then: is not a setting/],
  ])("%s is refused with its line and the remedy", (line, said) => {
    expect(() => parsePolicy(withReaction(line))).toThrow(/policy\.yaml:\d+ /);
    expect(() => parsePolicy(withReaction(line))).toThrow(said);
  });

  test("never start a block by an event that anybody can cause", () => {
    const { reactions } = parsePolicy(ours);
    const anybodyCan = ["pwd_leak", "signup_pwd_leak", "reset_pwd_leak", "limit_wc", "s", "ss", "f"];
    for (const reaction of reactions.filter(({ on }) => on.some((type) => anybodyCan.includes(type)))) {
      expect(reaction.start).not.toContain("keep-block");
      expect(reaction.start).not.toContain("note-block");
    }
  });
});

describe("predicates", () => {
  const event: LogEvent = {
    logId: "1",
    type: "s",
    bearsOurKey: false,
    clientId: "portal",
    connection: "Users",
    risk: "low",
  };

  test("that the event can answer are answered by it, and no others", () => {
    expect(answerFromEvent("our-client", event, ["portal"])).toBe(true);
    expect(answerFromEvent("our-client", { ...event, clientId: undefined }, [""])).toBe(false);
    expect(answerFromEvent({ connection: "Users" }, event, [])).toBe(true);
    expect(answerFromEvent({ confidence: "high" }, event, [])).toBe(false);
    expect(answerFromEvent({ wrote: "blocked" }, event, [])).toBe(false);
    expect(answerFromEvent({ field: "client_id", equals: "portal" }, event, [])).toBe(true);
    expect(answerFromEvent({ field: "client_id", equals: "shop" }, event, [])).toBe(false);
    expect(answerFromEvent({ field: "email_verified", equals: true }, event, [])).toBeUndefined();
    for (const wrote of ["blocked", "nothing about blocked"] as const) {
      const deleted = { ...event, write: { kind: "delete" as const, blocked: undefined } };
      expect(answerFromEvent({ wrote }, deleted, [])).toBe(false);
    }
    const write = { kind: "update" as const, blocked: false };
    expect(answerFromEvent({ wrote: "blocked" }, { ...event, write }, [])).toBe(true);
    expect(answerFromEvent({ wrote: "nothing about blocked" }, { ...event, write }, [])).toBe(false);
    for (const beyond of ["ours", "leaving", "block-noted", "blocked", { role: "admin" }] as const) {
      expect(answerFromEvent(beyond, event, [])).toBeUndefined();
    }
  });

  test("are asked in the order of what they cost", () => {
    const all = [
      { field: "email_verified", equals: false },
      { not: "leaving" },
      { not: { field: "client_id", equals: "shop" } },
      { not: { connection: "Users" } },
    ] as const;
    expect(cheapestFirst(all)).toEqual([all[2], all[3], all[1], all[0]]);
  });
});

test("a limit's stretches stand still, so the order of events does not matter (I16)", () => {
  const day = 86_400;
  expect(stretchOf(day, 0)).toBe(0);
  expect(stretchOf(day, day * 1000 - 1)).toBe(0);
  expect(stretchOf(day, day * 1000)).toBe(1);
});

test("a reaction's schema needs a name that can be read aloud", () => {
  expect(Reaction.safeParse({ name: "a\nb", on: ["s"], start: "resume" }).success).toBe(false);
});
