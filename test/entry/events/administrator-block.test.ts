import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRequestId } from "#kernel/ids.ts";
import type { Account } from "#ports/identity/identity.ts";
import { anAccount } from "../../support/requests.ts";
import { aPicked, type Intake, openIntake, policyWith } from "./intake-world.ts";

const reactions = [
  { name: "noted", on: ["sapi"], if: [{ wrote: "blocked" }, { not: "ours" }], start: "note-block" },
  {
    name: "kept",
    on: ["sapi"],
    if: ["block-noted", { not: "ours" }],
    after: "2 min",
    start: "keep-block",
  },
];

let intake: Intake;
beforeEach(() => {
  const policy = policyWith(reactions);
  const { cap, fourEyes } = policy.blocking;
  const blocking = { ...policy.blocking, cap: { ...cap, perHour: 1 }, fourEyes: { ...fourEyes, roles: ["officer"] } };
  intake = openIntake({ ...policy, blocking });
});
afterEach(() => intake.close());

const write = (logId: string, blocked: string, more: object = {}) =>
  aPicked({
    logId,
    type: "sapi",
    userId: "auth0|the-administrator",
    date: intake.clock.now(),
    method: "patch",
    path: "/api/v2/users/auth0%7Cada",
    blocked,
    ...more,
  });
const account = (more: Partial<Account> = {}) => intake.accounts.set("auth0|ada", { ...anAccount(), ...more });
const noted = async () => {
  const ref = await intake.ports.subjects.find("auth0|ada" as never);
  const state = ref && (await intake.ports.requests.changeSubject(ref, (outcome) => ({ outcome, audit: [] })));
  return state?.administratorBlock?.blocked;
};
const tasks = async () => (await intake.ports.tasks.list("open")).items.map(({ kind, urgent }) => [kind, urgent]);
/** A password is set by the API, which says nothing about the block, and two minutes pass. */
const passwordSet = async (logId = "p") => {
  await intake.deliver([write(logId, "")]);
  await intake.windBy(150);
};

describe("an event that says an administrator blocked somebody", () => {
  test("is noted when the tenant's own log says so, whatever stands at the account by now", async () => {
    account({ blocked: false }); // a password has lifted it meanwhile, and both events come late
    await intake.deliver([write("1", "true")]);
    expect(await noted()).toBe(true);
  });

  test.each([
    ["says something else", { blocked: "false" }],
    ["is about somebody else", { path: "/api/v2/users/auth0%7Cben" }],
    ["bears our own key", { correlationId: "reaction/0123456789abcdef0123456789abcdef" }],
    ["is of another type", { type: "s" }],
    ["says nothing about it", { blocked: "" }],
  ])("is only a hint: where the record there %s, nobody's block is noted (I7)", async (_, there) => {
    intake.tenantLog.set("1", write("1", "true", there));
    await intake.deliver([write("1", "true")]);
    expect(await noted()).not.toBe(true);
  });

  test("that was made up blocks nobody later, when an ordinary write follows (I7)", async () => {
    const made = write("1", "true");
    await intake.deliver([made]);
    intake.tenantLog.delete("1");
    intake.close();
    intake = openIntake(policyWith(reactions));
    intake.tenantLog.set("1", write("1", "", { type: "f" }));
    await intake.deliver([made]);
    await passwordSet();
    expect(intake.done).toEqual([]);
    expect(await tasks()).toEqual([]);
  });

  test("comes again while the tenant's log lags, and is believed after ten minutes only where the block stands", async () => {
    const young = write("1", "true");
    const takenOut = async (attempts: number) => {
      const handed = intake.deliver([young], attempts);
      intake.tenantLog.delete("1");
      return handed;
    };
    intake.tenantLog.clear();
    expect((await takenOut(1)).again).toHaveLength(1);
    account({ blocked: true });
    expect((await takenOut(2)).again).toEqual([]);
    expect(await noted()).toBe(true);
  });

  test("that no log knows and no account shows is given up after ten minutes", async () => {
    const old = write("1", "true");
    intake.clock.wind(601);
    const handed = intake.deliver([old]);
    intake.tenantLog.delete("1");
    expect((await handed).again).toEqual([]);
    expect(await noted()).toBeUndefined();
  });
});

describe("a password that is set by the API under an administrator's block", () => {
  beforeEach(async () => {
    await intake.deliver([write("1", "true")]);
    account({ blocked: false });
  });

  test("lifts it, and it is put back, once, and an officer is told at once", async () => {
    await passwordSet();
    await intake.deliver([write("p", "")]);
    await intake.windBy(150);
    expect(intake.done).toEqual(["block auth0|ada"]);
    expect(await tasks()).toEqual([["block-lifted", true]]);
  });

  test("is put back as well when its event comes before the one of the block (I16)", async () => {
    intake.close();
    intake = openIntake(policyWith(reactions));
    account({ blocked: false });
    const block = write("1", "true");
    intake.clock.wind(30);
    await intake.deliver([write("p", "")]);
    await intake.deliver([block]);
    await intake.windBy(150);
    expect(intake.done).toEqual(["block auth0|ada"]);
  });

  test("and lifts nothing, starts nothing", async () => {
    account({ blocked: true });
    await passwordSet();
    expect(intake.done).toEqual([]);
    expect(await tasks()).toEqual([]);
  });

  test("of an account that is gone by then starts nothing", async () => {
    intake.accounts.delete("auth0|ada");
    await passwordSet();
    expect(intake.done).toEqual([]);
  });

  test.each(["admin", "officer"])(
    "of somebody whom policy protects leaves them in, and an officer decides (I13): %s",
    async (role) => {
      intake.roles.set("auth0|ada", [role]);
      await passwordSet();
      expect(intake.done).toEqual([]);
      expect(await tasks()).toEqual([["block-lifted", true]]);
    },
  );

  test("goes no further than the cap: who comes after it in the hour is an officer's (I13)", async () => {
    for (let place = 0; place < 2; place += 1) {
      const userId = `auth0|p${place}`;
      const path = `/api/v2/users/${encodeURIComponent(userId)}`;
      intake.accounts.set(userId, { ...anAccount(), userId: userId as never });
      await intake.deliver([write(`b${place}`, "true", { path })]);
      await intake.deliver([write(`w${place}`, "", { path })]);
    }
    await intake.windBy(150);
    expect(intake.done).toHaveLength(1); // one an hour, by this policy
    expect(await tasks()).toHaveLength(3); // theirs, and that of ada
  });

  test("after the administrator took the block off starts nothing", async () => {
    intake.clock.wind(60);
    await intake.deliver([write("2", "false")]);
    await passwordSet();
    expect(await noted()).toBe(false);
    expect(intake.done).toEqual([]);
  });
});

describe("a password that is set by the API under a block of ours", () => {
  const ours = async (reach: "everywhere" | { clients: string[]; connections: string[] }) => {
    const ref = await intake.ports.subjects.refOf("auth0|ada" as never);
    const since = intake.clock.now();
    const blocks = [{ requestId: newRequestId(since), reach, reason: "fraud" as const, since }];
    await intake.ports.requests.changeSubject(ref, (subject) => ({
      outcome: undefined,
      subject: { ...subject, blocks, ...(reach === "everywhere" && { ourBlockSince: since }) },
      audit: [],
    }));
    return async () => {
      await intake.ports.requests.changeSubject(ref, (subject) => ({
        outcome: undefined,
        subject: { ...subject, blocks: [] },
        audit: [],
      }));
    };
  };

  test("lifts it, and it is put back, and an officer is told at once", async () => {
    await ours("everywhere");
    account({ blocked: false });
    await passwordSet();
    expect(intake.done).toEqual(["block auth0|ada"]);
    expect(await tasks()).toEqual([["block-lifted", true]]);
  });

  test("puts nothing back once the block is lifted, or where it never shut the account itself", async () => {
    const lift = await ours("everywhere");
    account({ blocked: false });
    await lift();
    await passwordSet();
    await ours({ clients: ["shop"], connections: [] });
    await passwordSet("q");
    expect(intake.done).toEqual([]);
    expect(await tasks()).toEqual([]);
  });
});
