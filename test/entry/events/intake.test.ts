import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readBatch } from "#entry/webhook/batch.ts";
import { Busy } from "#kernel/failure.ts";
import type { Json } from "#kernel/json.ts";
import { type PickedEvent, pickEvent } from "#kernel/log-event.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { quarantineContext } from "#requests/event-messages.ts";
import { putBack } from "#requests/quarantine.ts";
import { decideTask } from "#requests/tasks.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { anAccount } from "../../support/requests.ts";
import { aPicked, type Intake, openIntake, policyWith } from "./intake-world.ts";

const unverified = { ...anAccount(), emailVerified: false };
const mailOnce = {
  name: "not verified",
  on: ["s"],
  if: { field: "email_verified", equals: false },
  limit: "1 day",
  start: "verification-mail",
};
const askOfficer = { name: "deleted", on: ["sdu"], if: { not: "ours" }, start: { task: "deleted-elsewhere" } };

let intake: Intake;
const open = (...reactions: unknown[]): Intake => {
  intake = openIntake(policyWith(reactions));
  intake.accounts.set("auth0|ada", unverified);
  return intake;
};
beforeEach(() => void open(mailOnce, askOfficer));
afterEach(() => intake.close());

const audited = async (): Promise<string[]> => {
  const { items } = await intake.ports.audit.entries(dayChain("2026-11-24"));
  return items.map(({ event }) => event);
};

describe("an event", () => {
  test("is handled once, however often and by whichever door it comes", async () => {
    const event = aPicked({ logId: "1" });
    for (let time = 0; time < 3; time += 1) expect(await intake.deliver([event, event])).toEqual({ again: [] });
    await intake.deliverBody(JSON.stringify(event)); // as EventBridge sends it
    expect(intake.done).toEqual(["verification auth0|ada"]);
  });

  test("of a type that nobody reacts to, or nobody knows, is kept and done", async () => {
    await intake.deliver([aPicked({ logId: "1", type: "brand_new" }), aPicked({ logId: "2", type: "" })]);
    expect(await intake.ports.events.areSeen(["1", "2", "3"])).toEqual([true, true, false]);
    expect(intake.done).toEqual([]);
  });

  test("whose content is another under the same log_id changes nothing, and that is on record", async () => {
    await intake.deliver([aPicked({ logId: "1", type: "f" })]);
    expect(await intake.deliver([aPicked({ logId: "1", type: "sdu" })])).toEqual({ again: [] });
    expect((await intake.ports.tasks.list("open")).items).toEqual([]);
    expect(await audited()).toEqual(["log-event-conflict"]);
  });

  test("is known again for 45 days to the second, whatever the clock of the tenant says", async () => {
    await intake.deliver([aPicked({ logId: "1" })]);
    intake.clock.wind(45 * 86_400 - 1);
    intake.records.removeExpired(intake.clock.now());
    await intake.deliver([aPicked({ logId: "1" })]);
    expect(intake.done).toHaveLength(1);
  });

  test("that names nobody starts nothing about a person", async () => {
    await intake.deliver([aPicked({ logId: "1", userId: "" }), aPicked({ logId: "2", userId: ".." })]);
    expect(intake.done).toEqual([]);
    expect(intake.sent.size).toBe(0);
  });

  test("is a hint: an account that stands there is not taken for deleted (I7)", async () => {
    await intake.deliver([aPicked({ logId: "1", type: "sdu" })]);
    expect((await intake.ports.tasks.list("open")).items).toEqual([]);
    await intake.deliver([aPicked({ logId: "2", type: "sdu", userId: "auth0|gone" })]);
    expect((await intake.ports.tasks.list("open")).items).toHaveLength(1);
  });
});

describe("an event that cannot be handled now", () => {
  test("comes again, and the others of its message do not", async () => {
    intake.trouble.tenant = new Busy("the tenant is away");
    const events = [aPicked({ logId: "1", type: "f" }), aPicked({ logId: "2" })];
    expect(await intake.deliver(events)).toEqual({ again: ["m1"] });
    intake.trouble.tenant = undefined;
    expect(await intake.deliver(events, 2)).toEqual({ again: [] });
    expect(intake.done).toEqual(["verification auth0|ada"]);
  });

  test("is put aside after six times with its reason, sealed, and the queue goes on (I15)", async () => {
    intake.trouble.tenant = new TypeError("a mistake of ours about ada@example.com");
    for (let attempt = 1; attempt <= 5; attempt += 1)
      expect((await intake.deliver([aPicked({ logId: "1" })], attempt)).again).toHaveLength(1);
    expect(await intake.deliver([aPicked({ logId: "1" })], 6)).toEqual({ again: [] });
    const [item] = (await intake.ports.events.quarantined()).items;
    expect(item).toMatchObject({ reason: "TypeError", whole: true });
    expect(JSON.stringify(item)).not.toMatch(/\bada\b/);
    expect(intake.lines.join()).not.toMatch(/\bada\b/);
    expect(await audited()).toContain("event-quarantined");
  });

  test("is not put aside while only the tenant is away: it goes on by itself after six hours (F20)", async () => {
    intake.trouble.tenant = new Busy("the tenant is away");
    const events = [aPicked({ logId: "1" }), aPicked({ logId: "2", type: "f" })];
    expect(await intake.deliver(events, 6)).toEqual({ again: [] });
    expect((await intake.ports.events.quarantined()).items).toEqual([]);
    expect(intake.queued).toHaveLength(1);
    intake.clock.wind(6 * 3600);
    intake.trouble.tenant = undefined;
    expect(await intake.deliverBody(intake.queued[0] ?? "", 1)).toEqual({ again: [] });
    expect(intake.done).toEqual(["verification auth0|ada"]);
  });

  test("is put aside after three days of outage, or when its own date cannot be read", async () => {
    intake.trouble.tenant = new Busy("the tenant is away");
    await intake.deliver([aPicked({ logId: "1", date: "2026-11-21T07:59:59.000Z" })], 6);
    await intake.deliver([aPicked({ logId: "2", date: "" })], 6);
    expect(intake.queued).toEqual([]);
    const { items } = await intake.ports.events.quarantined();
    expect(items.map(({ reason }) => reason)).toEqual(["Busy", "Busy"]);
  });

  test("can be put back with the others of a message that was not understood then", async () => {
    const events = [aPicked({ logId: "1" }), aPicked({ logId: "2", type: "f" })];
    const bytes = Buffer.from(JSON.stringify({ events }));
    const sealed = Buffer.from(await intake.ports.keys.seal(bytes, quarantineContext)).toString("base64url");
    const item = { id: "m", reason: "malformed-message", at: intake.clock.now(), digest: "d", bytes: 9, sealed };
    await intake.ports.events.quarantine({ ...item, whole: true });
    expect(await putBack(intake.ports)("m", "officer:x")).toBe("put-back");
    for (const body of intake.queued) await intake.deliverBody(body);
    expect(await intake.ports.events.areSeen(["1", "2"])).toEqual([true, true]);
    expect(intake.done).toEqual(["verification auth0|ada"]);
  });

  test.each([
    ["a name twice", '{"log_id":"1","data":{"type":"s","type":"sdu"}}'],
    ["no JSON", "<html>"],
    ["poison in a wrapping", '{"poison":[]}'],
    ["no event", '{"a":1}'],
  ])("that has %s stays aside, however often an officer puts it back", async (_, text) => {
    const sealed = Buffer.from(await intake.ports.keys.seal(Buffer.from(text), quarantineContext)).toString(
      "base64url",
    );
    const item = { id: "m", reason: "r", at: intake.clock.now(), digest: "d", bytes: 9, sealed };
    await intake.ports.events.quarantine({ ...item, whole: true });
    expect(await putBack(intake.ports)("m", "officer:x")).toBe("no-event");
    expect(intake.queued).toEqual([]);
    expect((await intake.ports.events.quarantined()).items).toHaveLength(1);
  });

  test("can be put back by an officer, once, and is handled then", async () => {
    intake.trouble.tenant = new TypeError("a mistake of ours");
    await intake.deliver([aPicked({ logId: "1" })], 6);
    const [item] = (await intake.ports.events.quarantined()).items;
    intake.trouble.tenant = undefined;
    const bodies: string[] = [];
    const queue = { send: async (sent: readonly string[]) => void bodies.push(...sent) };
    const back = putBack({ ...intake.ports, queue });
    expect(await back(item?.id ?? "", "officer:x")).toBe("put-back");
    expect(await back(item?.id ?? "", "officer:x")).toBeUndefined();
    for (const body of bodies) await intake.deliverBody(body);
    expect(intake.done).toEqual(["verification auth0|ada"]);
    expect((await intake.ports.events.quarantined()).items).toEqual([]);
  });

  test("in hand of a process that died is taken up by another after two minutes, not before (F9)", async () => {
    await intake.ports.events.begin([{ logId: "1", digest: "x", type: "s", settled: false }], 86_400);
    const event = aPicked({ logId: "1" });
    const { digestOf } = await import("#kernel/canonical-json.ts");
    intake.close();
    open(mailOnce);
    await intake.ports.events.begin([{ logId: "1", digest: digestOf(event), type: "s", settled: false }], 86_400);
    expect((await intake.deliver([event])).again).toHaveLength(1);
    intake.clock.wind(121);
    expect((await intake.deliver([event], 2)).again).toEqual([]);
    expect(intake.done).toHaveLength(1);
  });
});

describe("a message that is none", () => {
  test.each([
    ["not JSON", "not json"],
    ["an order from nobody", '{"step":"delete_user","user_id":"auth0|ada"}'],
    ["a name twice", '{"events":[],"events":[]}'],
    ["far too deep", `{"events":${"[".repeat(50)}${"]".repeat(50)}}`],
    ["an event with more fields", JSON.stringify({ ...aPicked({ logId: "1" }), email: "ada@example.com" })],
    ["nothing", ""],
  ])("%s goes to quarantine, and the next one is handled", async (_, body) => {
    expect(await intake.deliverBody(body)).toEqual({ again: [] });
    expect((await intake.ports.events.quarantined()).items).toHaveLength(1);
    await intake.deliver([aPicked({ logId: "2" })]);
    expect(intake.done).toHaveLength(1);
  });

  test("what is put aside can be opened with our keys only", async () => {
    await intake.deliverBody('{"step":"delete_user"}');
    const [item] = (await intake.ports.events.quarantined()).items;
    const opened = await intake.ports.keys.unseal(Buffer.from(item?.sealed ?? "", "base64url"), quarantineContext);
    expect(Buffer.from(opened).toString()).toBe('{"step":"delete_user"}');
  });
});

describe("what is put aside", () => {
  test("is gone after 14 days, from the list and from whoever would put it back", async () => {
    await intake.deliverBody("not json");
    const [item] = (await intake.ports.events.quarantined()).items;
    intake.clock.wind(14 * 86_400 - 1);
    expect(await intake.ports.events.findQuarantined(item?.id ?? "")).toBeDefined();
    intake.clock.wind(1);
    expect(await intake.ports.events.findQuarantined(item?.id ?? "")).toBeUndefined();
    expect((await intake.ports.events.quarantined()).items).toEqual([]);
    intake.records.removeExpired(intake.clock.now());
    expect(await putBack(intake.ports)(item?.id ?? "", "officer:x")).toBeUndefined();
  });

  test("is in no file that anybody could read (I9, I10)", async () => {
    await intake.deliverBody('{"user":"canary@example.com","ip":"203.0.113.77"}');
    const rows = await intake.records.index("work", "QUARANTINE");
    expect(rows.items).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/canary|203\.0/);
  });
});

describe("who is known here only by an event", () => {
  const known = () => intake.ports.subjects.find("auth0|gone" as never);
  const breached = { name: "breached", on: ["pwd_leak"], start: { task: "breached-password" } };
  const decide = async (place: number) => {
    const task = (await intake.ports.tasks.list("open")).items[place];
    return decideTask(intake.ports)(task?.taskId as never, { outcome: "done", by: "officer:x" });
  };

  test("stays known until the last open task about them is decided, and is forgotten then", async () => {
    intake.close();
    open(askOfficer, breached);
    await intake.deliver([
      aPicked({ logId: "1", type: "sdu", userId: "auth0|gone" }),
      aPicked({ logId: "2", type: "pwd_leak", userId: "auth0|gone" }),
    ]);
    expect((await intake.ports.tasks.list("open")).items).toHaveLength(2);
    await decide(0);
    const [task] = (await intake.ports.tasks.list("open")).items;
    expect(task?.subjectRef && (await intake.ports.subjects.userIdOf(task.subjectRef))).toBe("auth0|gone");
    await decide(0);
    expect(await known()).toBeUndefined();
  });

  test("is forgotten once a reaction that waited has been carried out", async () => {
    intake.close();
    open({ ...mailOnce, after: "3 days" });
    intake.accounts.set("auth0|gone", { ...unverified, userId: "auth0|gone" as never });
    await intake.deliver([aPicked({ logId: "1", userId: "auth0|gone" })]);
    expect(await known()).toBeDefined();
    await intake.windBy(4 * 86_400);
    expect(intake.done).toEqual(["verification auth0|gone"]);
    expect(await known()).toBeUndefined();
  });

  test("stays known where a reaction that waited opened a task", async () => {
    intake.close();
    open({ ...breached, after: "1 h" });
    await intake.deliver([aPicked({ logId: "1", type: "pwd_leak", userId: "auth0|gone" })]);
    await intake.windBy(2 * 3600);
    expect(await known()).toBeDefined();
    await decide(0);
    expect(await known()).toBeUndefined();
  });

  test("stays known for anything else that is kept of them", async () => {
    intake.close();
    intake = openIntake(
      policyWith(
        [askOfficer, { name: "shown", on: ["ss"], start: "record-terms" }],
        [{ version: "1", from: "2026-01-01T00:00:00.000Z" }],
      ),
    );
    await intake.deliver([
      aPicked({ logId: "1", type: "ss", userId: "auth0|gone" }),
      aPicked({ logId: "2", type: "sdu", userId: "auth0|gone" }),
    ]);
    await decide(0);
    expect(await known()).toBeDefined();
  });

  test("is not kept for a task that was decided before its event came a second time", async () => {
    intake.close();
    open(askOfficer);
    const event = aPicked({ logId: "1", type: "sdu", userId: "auth0|gone" });
    await intake.deliver([event]);
    await decide(0);
    await intake.ports.events.reopen("1");
    await intake.deliver([event]);
    expect(await known()).toBeUndefined();
    expect((await intake.ports.tasks.list("open")).items).toEqual([]);
  });
});

describe("a limit", () => {
  test("holds for each person and stretch, whatever came first", async () => {
    intake.accounts.set("auth0|ben", { ...unverified, userId: "auth0|ben" as never });
    await intake.deliver([
      aPicked({ logId: "1" }),
      aPicked({ logId: "2", date: "2026-11-24T23:00:00.000Z" }),
      aPicked({ logId: "3", userId: "auth0|ben" }),
    ]);
    expect(intake.done).toEqual(["verification auth0|ada", "verification auth0|ben"]);
    await intake.deliver([aPicked({ logId: "4", date: "2026-11-25T00:10:00.000Z" })]);
    expect(intake.done).toHaveLength(3);
  });

  test("is no way to fill somebody's mailbox: a thousand events, one mail", async () => {
    for (let place = 0; place < 100; place += 1) {
      await intake.deliver(Array.from({ length: 10 }, (_, index) => aPicked({ logId: `${place}-${index}` })));
    }
    expect(intake.done).toHaveLength(1);
  });
});

describe("a reaction that waits", () => {
  test("asks again when its time has come: who verified meanwhile gets nothing", async () => {
    intake.close();
    open({ ...mailOnce, after: "3 days" });
    await intake.deliver([aPicked({ logId: "1" })]);
    expect(intake.done).toEqual([]);
    intake.accounts.set("auth0|ada", anAccount());
    await intake.windBy(4 * 86_400);
    expect(intake.done).toEqual([]);
  });

  test("names nobody while it waits (I10)", async () => {
    intake.close();
    open({ ...mailOnce, after: "3 days" });
    await intake.deliver([aPicked({ logId: "1" })]);
    const { items } = await intake.ports.schedules.due("2026-12-24T00:00:00.000Z" as never);
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toMatch(/\bada\b|auth0/);
    await intake.windBy(4 * 86_400);
    expect(intake.done).toEqual(["verification auth0|ada"]);
  });
});

describe("every event of the fixtures, under the policy that we ship", () => {
  const files = readdirSync(new URL("fixtures", import.meta.url)).filter((name) => /^(?:eb|wh|es)-/.test(name));
  const fixture = (name: string): Json =>
    JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")) as Json;
  const eventsIn = (name: string): PickedEvent[] => {
    const content = fixture(name);
    if (name.startsWith("wh-")) return readBatch(Buffer.from((content as { body: string }).body)).events;
    const picked = pickEvent(content);
    return typeof picked === "object" ? [picked] : [];
  };
  /** What each starts, and what comes of it at a tenant that knows none of these people. The others start nothing. */
  const starts: Record<string, string[]> = {
    "eb-02-ss-signup.json": ["record-terms: recorded"],
    "eb-03-sdu-user-deleted.json": ["task deleted-elsewhere: opened"],
    "eb-05-sapi-block-user.json": ["note-block: blocked"],
    "eb-06-fdu-failed-deletion.json": ["task deletion-failed: opened"],
    "eb-08-limit_wc-brute-force.json": ["notice password-at-risk: no-address", "task brute-force: opened"],
    "eb-12-sv-email-verified.json": ["resume: nothing-waits"],
    "eb-16-pwd_leak.json": ["notice password-at-risk: no-address", "task breached-password: opened"],
    "eb-18-actions_execution_failed.json": ["task action-failed: opened"],
    "eb-23-sv-older-shape.json": ["resume: nothing-waits"],
    "wh-01-jsonarray-batch.json": ["task deleted-elsewhere: opened"],
    "wh-02-jsonobject-batch.json": ["record-terms: recorded", "resume: nothing-waits"],
  };

  const reactions = async (): Promise<string[]> => {
    const { items } = await intake.ports.audit.entries(dayChain("2026-11-24"));
    return items
      .filter(({ event }) => event === "reaction-done")
      .map(({ facts }) => `${facts.start}: ${facts.outcome}`);
  };

  test.each(files)("%s", async (name) => {
    intake.close();
    intake = openIntake(readPolicy(new URL("../../../policy.yaml", import.meta.url).pathname));
    const events = eventsIn(name);
    // CloudEvents of Event Streams come by none of the three doors, and are no log events
    expect(events.length > 0).toBe(!name.startsWith("es-"));
    expect(await intake.deliver(events)).toEqual({ again: [] });
    expect(await reactions()).toEqual(starts[name] ?? []);
    const opened = (starts[name] ?? []).filter((each) => each.endsWith("opened"));
    expect((await intake.ports.tasks.list("open")).items).toHaveLength(opened.length);
    expect(intake.done.filter((each) => each.startsWith("block"))).toEqual([]);
    expect((await intake.ports.events.quarantined()).items).toEqual([]);
  });
});
