import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Json } from "#kernel/json.ts";
import { elementsIn } from "#local/rehearsal/events-in.ts";
import { rehearsal } from "#local/rehearsal/rehearsal.ts";
import { reportLines } from "#local/rehearsal/report.ts";
import { policyWith } from "../../entry/events/intake-world.ts";

const record = (log_id: string, type: string, more: { [name: string]: Json } = {}) => ({
  log_id,
  data: { type, date: "2026-11-20T08:30:00.000Z", user_id: "auth0|ada", ...more },
});
const rehearse = (reactions: unknown[], elements: unknown[]) => {
  const rehearsed = rehearsal(policyWith(reactions));
  for (const element of elements) rehearsed.take(element as Json);
  return rehearsed.report();
};
const task = { name: "deleted", on: ["sdu"], if: { not: "ours" }, start: { task: "deleted-elsewhere" } };

describe("a rehearsal", () => {
  test("counts what each reaction would have started, for how many people, and in its largest hour", () => {
    const { reactions } = rehearse(
      [{ name: "breached", on: ["pwd_leak"], limit: "1 day", start: { task: "breached-password" } }],
      [
        record("1", "pwd_leak"),
        record("2", "pwd_leak"),
        record("3", "pwd_leak", { user_id: "auth0|ben" }),
        record("4", "pwd_leak", { date: "2026-11-21T08:30:00.000Z" }),
      ],
    );
    expect(reactions).toEqual([
      expect.objectContaining({
        matched: 4,
        starts: 3,
        people: 2,
        largestHour: 2,
        dependsOn: [],
        ruledOut: 0,
        ours: 0,
      }),
    ]);
  });

  test("knows our own deletions by the key that the call bore, and says that others are known elsewhere", () => {
    const byUs = record("1", "sapi", {
      details: { request: { method: "delete", path: "/api/v2/users/auth0%7Cada" } },
      references: { correlation_id: "01JDF7Z8R5QK3V9X2M4N6P8S0T/account-deleted" },
    });
    const { reactions } = rehearse([task], [byUs, record("2", "sdu"), record("3", "sdu", { user_id: "auth0|ben" })]);
    expect(reactions[0]).toMatchObject({ matched: 2, ours: 1, starts: 1, dependsOn: ["{not:ours}"] });
  });

  test("counts repeated, unknown and malformed ones, and forgets none", () => {
    const report = rehearse([task], [record("1", "sdu"), record("1", "sdu"), record("2", "brand_new"), "text", {}]);
    expect(report).toMatchObject({ events: 2, repeated: 1, unknownTypes: 1, malformed: 2 });
  });

  test("says for whom, by words that are the same in one rehearsal and say nothing", () => {
    const breached = { name: "breached", on: ["pwd_leak"], limit: "1 day", start: { task: "breached-password" } };
    const everyLogin = { name: "every login", on: ["s"], limit: "1 day", start: { task: "risky-login" } };
    const events = [
      record("1", "pwd_leak"),
      record("2", "pwd_leak", { date: "2026-11-21T08:30:00.000Z" }),
      record("3", "pwd_leak", { user_id: "auth0|ben" }),
      record("4", "s"),
    ];
    const report = rehearse([breached, everyLogin], events);
    const [ada, ben] = report.reactions[0]?.whom ?? [];
    expect([ada?.starts, ben?.starts]).toEqual([2, 1]);
    expect(report.reactions[1]?.whom).toEqual([{ person: ada?.person, starts: 1 }]);
    expect(ada?.person).toMatch(/^[0-9a-f]{8}$/);
    expect(rehearse([breached], events).reactions[0]?.whom[0]?.person).not.toBe(ada?.person);
    expect(reportLines(report).join("\n")).toContain(`for: ${ada?.person} ×2, ${ben?.person}\n`);
  });

  test("names at most eight of them, and how many more there are", () => {
    const everyLogin = { name: "every login", on: ["s"], start: { task: "risky-login" } };
    const events = Array.from({ length: 11 }, (_, place) => record(`${place}`, "s", { user_id: `auth0|p${place}` }));
    expect(reportLines(rehearse([everyLogin], events)).join("\n")).toMatch(
      /for: (?:[0-9a-f]{8}(?:, )?){8} and 3 more\n/,
    );
  });

  test("names rules that never match and rules that always do, and nobody", () => {
    const always = { name: "every login", on: ["s"], limit: "1 day", start: { task: "risky-login" } };
    const never = { name: "doubtful login", on: ["s"], if: { confidence: "low" }, start: { task: "risky-login" } };
    const lines = reportLines(rehearse([always, never, task], [record("1", "s")])).join("\n");
    expect(lines).toMatch(/never matched {4}doubtful login, deleted\n/);
    expect(lines).toMatch(/always matched {3}every login\n/);
    expect(lines).not.toMatch(/\bada\b/);
  });
});

describe("events from a file", () => {
  const all = async (text: string) => {
    const found = [];
    for await (const element of elementsIn(Readable.from([text]))) found.push(element);
    return found;
  };
  const [one, two] = [record("1", "s"), record("2", "s")];

  test("may be lines, an array, an object with logs, or one event, as they were exported", async () => {
    expect(await all(`${JSON.stringify(one)}\r\n\n${JSON.stringify(two)}`)).toEqual([one, two]);
    expect(await all(JSON.stringify([one, two], null, 2))).toEqual([one, two]);
    expect(await all(JSON.stringify({ logs: [one, two] }))).toEqual([one, two]);
    expect(await all(JSON.stringify(one, null, 2))).toEqual([one]);
    expect(await all("")).toEqual([]);
  });

  test("that cannot be read are counted, and the rest goes on", async () => {
    expect(await all(`${JSON.stringify(one)}\n{"a":\n${JSON.stringify(two)}`)).toEqual([
      one,
      { unreadable: "malformed" },
      two,
    ]);
    expect(await all(`{"a":\n${JSON.stringify(one)}\n${JSON.stringify(two)}`)).toEqual([
      { unreadable: "malformed" },
      one,
      two,
    ]);
    expect(await all('{\n"a": 1,\n')).toEqual([{ unreadable: "malformed" }]);
  });

  test("may begin with a byte order mark", async () => {
    expect(await all(`\uFEFF${JSON.stringify(one)}\n${JSON.stringify(two)}`)).toEqual([one, two]);
    expect(await all(`\uFEFF${JSON.stringify([one, two])}`)).toEqual([one, two]);
  });

  test("of Auth0's own export are records without an envelope", async () => {
    const envelope = JSON.parse(
      readFileSync(new URL("../../entry/events/fixtures/eb-03-sdu-user-deleted.json", import.meta.url), "utf8"),
    ) as { detail: { data: object } };
    const rehearsed = rehearsal(policyWith([task]));
    for (const element of await all(JSON.stringify(envelope.detail.data))) rehearsed.take(element);
    expect(rehearsed.report().reactions[0]?.starts).toBe(1);
  });
});
