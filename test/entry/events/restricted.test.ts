import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { restsWhileRestricted } from "#entry/events/restricted.ts";
import { BlockReason } from "#kernel/block.ts";
import { newRequestId, type UserId } from "#kernel/ids.ts";
import { type Start, TaskKind } from "#kernel/reaction.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { anAccount } from "../../support/requests.ts";
import { aPicked, type Intake, openIntake, policyWith } from "./intake-world.ts";

const ada = "auth0|ada" as UserId;
const reactions = [
  {
    name: "not verified",
    on: ["ss"],
    if: { field: "email_verified", equals: false },
    limit: "30 days",
    start: "verification-mail",
  },
  {
    name: "breached",
    on: ["pwd_leak"],
    limit: "1 day",
    start: [{ notice: "password-at-risk" }, { task: "breached-password" }],
  },
  { name: "brute force", on: ["limit_wc"], limit: "1 day", start: { task: "brute-force" } },
  {
    name: "risky login",
    on: ["s"],
    if: { confidence: "low" },
    limit: "1 day",
    start: [{ task: "risky-login" }, { block: "risky-login" }],
  },
];

let intake: Intake;
beforeEach(async () => {
  intake = openIntake(policyWith(reactions));
  const { requests, subjects, clock } = intake.ports;
  const restriction = { requestId: newRequestId(clock.now()), since: clock.now(), shutsSignIn: false };
  await requests.changeSubject(await subjects.refOf(ada), (subject) => ({
    outcome: undefined,
    subject: { ...subject, restriction },
    audit: [],
  }));
});
afterEach(() => intake.close());

const lift = async () => {
  const { requests, subjects } = intake.ports;
  await requests.changeSubject(await subjects.refOf(ada), ({ restriction: _, ...subject }) => ({
    outcome: undefined,
    subject,
    audit: [],
  }));
};
const tasks = async () => (await intake.ports.tasks.list("open")).items.map(({ kind }) => kind);
const outcomes = async () =>
  (await intake.ports.audit.entries(dayChain("2026-11-24"))).items
    .filter(({ event }) => event === "reaction-done")
    .map(({ facts }) => [facts.start, facts.outcome]);

describe("an event about somebody whose data is only stored (Article 18)", () => {
  test("still warns them of who tries to get in, and asks no officer to enforce", async () => {
    await intake.deliver([aPicked({ logId: "1", type: "pwd_leak" }), aPicked({ logId: "2", type: "limit_wc" })]);
    expect([...intake.sent.values()].map(({ subject }) => subject)).toEqual(["Please choose a new password"]);
    expect(await tasks()).toEqual([]);
    expect(await outcomes()).toEqual([
      ["notice password-at-risk", "sent"],
      ["task breached-password", "restricted"],
      ["task brute-force", "restricted"],
    ]);
  });

  test("sends no verification mail, and does again when it is lifted", async () => {
    intake.accounts.set(ada, anAccount({ emailVerified: false }));
    await intake.deliver([aPicked({ logId: "1", type: "ss" })]);
    expect(intake.done).toEqual([]);
    await lift();
    intake.clock.wind(31 * 86_400);
    await intake.deliver([aPicked({ logId: "2", type: "ss", date: intake.clock.now() })]);
    expect(intake.done).toEqual([`verification ${ada}`]);
  });

  test("of a login that succeeded shuts nobody out, and an officer looks at once", async () => {
    await intake.deliver([aPicked({ logId: "1", risk: "low" })]);
    expect(await tasks()).toEqual(["risky-login"]);
    expect((await intake.ports.requests.ofSubject(await intake.ports.subjects.refOf(ada))).items).toEqual([]);
    expect(await outcomes()).toContainEqual(["block risky-login", "restricted"]);
  });
});

describe("what a reaction may start", () => {
  const rests: Start[] = [
    "verification-mail",
    { task: "breached-password" },
    { task: "brute-force" },
    { block: "abuse" },
    { block: "breached-password" },
    { block: "risky-login" },
  ];
  const all: Start[] = [
    ...(["resume", "verification-mail", "record-terms", "note-block", "keep-block"] as const),
    { notice: "password-at-risk" },
    { notice: "login-while-leaving" },
    ...TaskKind.options.map((task) => ({ task })),
    ...BlockReason.options.map((block) => ({ block })),
  ];

  test("rests where it enforces or reminds, and goes on where it keeps safe, notes, or is the person's own", () => {
    expect(all.filter(restsWhileRestricted)).toEqual(rests);
  });
});
