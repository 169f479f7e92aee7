import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Verb } from "#kernel/recipient.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { aPolicy } from "../../support/requests.ts";
import { type Desk, inReview, officersRights, openOfficersDesk } from "./desk.ts";

const paper = RecipientName.parse("paper-archive");
const policy: Policy = {
  ...aPolicy(),
  recipients: {
    [paper]: {
      kind: "manual",
      holds: ["letters"],
      purpose: "correspondence",
      region: "EU",
      needsAccount: false,
      answerWithin: 15 * 86_400,
    },
  },
};

let desk: Desk;
let requestId: RequestId;
beforeEach(async () => {
  desk = openOfficersDesk();
  requestId = await desk.given("ben", inReview(1));
});
afterEach(() => desk.close());

const olivia = () => desk.signInOfficer("olivia", officersRights);
const asked = async (verb: Verb) => {
  const needs = { ...desk.ports, policy, publicUrl: "https://privacy.example.com" };
  await recipientSteps.listRecipients(needs)({ requestId, verb });
  await recipientSteps.askRecipient(needs)({ requestId, verb, recipient: paper });
};
const place = (rest: string) => `/officer/requests/${requestId}/recipients${rest}`;
const record = (body: object) => desk.call("POST", place("/paper-archive/answer"), { as: olivia(), body });
const bring = (raw: string | Uint8Array, type = "application/pdf") =>
  desk.call("PUT", place("/paper-archive/part"), { as: olivia(), raw, headers: { "content-type": type } });
const ledger = async () => (await desk.call("GET", place(""), { as: olivia() })).json.recipients;
const openTasks = async () => (await desk.ports.tasks.list("open")).items;

describe("officers and recipients", () => {
  test("see who was asked what, when, and what policy says of them (Article 19)", async () => {
    await asked("correct");
    const [shown] = await ledger();
    expect(shown).toMatchObject({
      recipient: "paper-archive",
      verb: "correct",
      kind: "manual",
      status: "asked",
      holds: ["letters"],
      purpose: "correspondence",
      region: "EU",
    });
    expect(Object.keys(shown)).not.toContain("taskId");
  });

  test("record what it answered, with the place where that is written down; the task is then done", async () => {
    await asked("correct");
    expect(await openTasks()).toHaveLength(1);
    const answer = await record({ verb: "correct", answer: "done", counts: { letters: 3 }, reference: "AZ 17/26" });
    expect(answer.statusCode).toBe(200);
    expect(await ledger()).toMatchObject([
      { status: "done", counts: { letters: 3 }, reference: "AZ 17/26", answeredBy: "me" },
    ]);
    expect(await openTasks()).toEqual([]);
    expect((await desk.events(requestId)).at(-1)).toBe("recipient-answered");
  });

  test("may say it twice, but not otherwise", async () => {
    await asked("correct");
    const body = { verb: "correct", answer: "refused", ground: "legal-duty", law: "§ 147 AO", reference: "AZ 17/26" };
    expect([(await record(body)).statusCode, (await record(body)).statusCode]).toEqual([200, 200]);
    const other = await record({ verb: "correct", answer: "done", counts: {}, reference: "AZ 17/26" });
    expect([other.statusCode, other.json.type]).toEqual([409, "https://habeas.dev/problems/answered-otherwise"]);
    expect((await desk.events(requestId)).at(-1)).toBe("recipient-answer-refused");
  });

  test.each([
    ["without evidence", { verb: "correct", answer: "done", counts: {} }],
    ["with a name for a reference", { verb: "correct", answer: "done", counts: {}, reference: "=cmd|x" }],
    ["with a ground that is none", { verb: "correct", answer: "refused", ground: "no time", reference: "A 1" }],
    [
      "with fields that are not taken",
      { verb: "correct", answer: "done", counts: {}, reference: "A 1", status: "done" },
    ],
    ["with counts below zero", { verb: "correct", answer: "done", counts: { letters: -1 }, reference: "A 1" }],
  ])("are not heard %s", async (_, body) => {
    await asked("correct");
    expect((await record(body)).statusCode).toBe(422);
    expect(await ledger()).toMatchObject([{ status: "asked" }]);
  });

  test("bring a file for an export, replace it, and it goes with the answer", async () => {
    await asked("export");
    expect((await bring("%PDF the wrong one")).statusCode).toBe(200);
    expect((await bring(new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff]))).statusCode).toBe(200);
    await record({ verb: "export", answer: "done", counts: { letters: 1 }, reference: "AZ 17/26" });
    const [shown] = await ledger();
    expect(shown.part).toMatchObject({ type: "application/pdf", bytes: 5 });
    const [task] = await desk.ports.requests.recipientsOf(requestId);
    expect(task?.part?.name).toBe(`${requestId}.paper-archive`);
    expect(desk.files.get(`parts/${requestId}.paper-archive`)?.byteLength).toBe(5);
    expect((await bring("%PDF too late")).statusCode).toBe(409);
  });

  test.each([
    ["a page", "<html>", "text/html", 415],
    ["nothing", "", "application/pdf", 415],
    ["more than is taken", new Uint8Array(4 * 1_048_576 + 1), "application/pdf", 413],
  ])("cannot bring %s", async (_, content, type, status) => {
    await asked("export");
    expect((await bring(content, type)).statusCode).toBe(status);
    expect([...desk.files.keys()]).toEqual([]);
  });

  test("do not end the task by saying that it is done: what the recipient answered is what counts", async () => {
    await asked("correct");
    const [task] = await openTasks();
    const body = { outcome: "done" };
    const answer = await desk.call("POST", `/officer/tasks/${task?.taskId}/decision`, { as: olivia(), body });
    expect(answer.statusCode).toBe(409);
    expect(await openTasks()).toHaveLength(1);
  });

  test("see to nobody's request but others' (I12)", async () => {
    requestId = await desk.given("olivia", inReview(1));
    await asked("export");
    const body = { verb: "export", answer: "done", counts: {}, reference: "A 1" };
    expect((await record(body)).statusCode).toBe(403);
    expect((await bring("%PDF")).statusCode).toBe(403);
  });
});
