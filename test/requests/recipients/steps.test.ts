import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { type Journey, openJourney } from "../../journeys/journey.ts";

// The steps with the ports of one machine: the played recipient is called by HTTP, and signs.

const newsletter = RecipientName.parse("newsletter");
const paper = RecipientName.parse("paper-archive");

let journey: Journey;
let requestId: RequestId;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey?.close());
const emails = ["ada@example.com", "otto@example.com", "zoe@example.com", "olga@example.com", "sam@example.com"];
beforeEach(async () => {
  journey.system.played.behave("at-once");
  requestId = (await journey.askForDeletion(emails.shift() ?? "")).requestId;
  await journey.system.engine.settle();
});

const needs = () => ({ ...journey.system.ports, policy: journey.system.policy, publicUrl: journey.system.urls.api });
const list = () => recipientSteps.listRecipients(needs())({ requestId, verb: "export" });
const ask = (recipient: RecipientName) =>
  recipientSteps.askRecipient(needs())({ requestId, verb: "export", recipient });
const taskOf = async (recipient: RecipientName) =>
  (await journey.system.ports.requests.recipientsOf(requestId)).find((task) => task.recipient === recipient);

describe("asking a recipient that answers by itself", () => {
  test("keeps its answer, and its part in the archive, once", async () => {
    expect(await list()).toEqual({ recipients: [newsletter, paper] });
    expect(await ask(newsletter)).toMatchObject({ next: "settled", status: "done" });
    expect(await ask(newsletter)).toMatchObject({ next: "settled", status: "done" });
    const task = await taskOf(newsletter);
    expect(task).toMatchObject({ status: "done", counts: { records: 1 }, answeredBy: "recipient", tries: 1 });
    const part = await journey.system.ports.archive.get("parts", `${requestId}.newsletter`);
    expect(JSON.parse(Buffer.from(part ?? "").toString())).toMatchObject([{ email: "ada@example.com" }]);
    expect(journey.system.played.ledger().filter((effect) => effect.task === task?.taskId)).toHaveLength(1);
    expect(await list()).toEqual({ recipients: [paper] });
  });

  test("waits where it answers later, and says until when", async () => {
    journey.system.played.behave("later");
    await list();
    expect(await ask(newsletter)).toEqual({ next: "wait", status: "asked", waitSeconds: 864_000 });
    // its answer comes signed to our door
    expect(await journey.system.played.answerNow()).toEqual([200]);
    expect(await taskOf(newsletter)).toMatchObject({ status: "done", counts: { records: 1 }, answeredBy: "recipient" });
  });

  test("is put off while it is down, and what was in the way is on record", async () => {
    journey.system.played.behave("down");
    await list();
    await expect(ask(newsletter)).rejects.toMatchObject({ name: "RecipientAway", what: "503" });
    expect(await taskOf(newsletter)).toMatchObject({ status: "listed", tries: 1, trouble: { what: "503" } });
    journey.system.played.behave("at-once");
    expect(await ask(newsletter)).toMatchObject({ next: "settled", status: "done" });
    expect(await taskOf(newsletter)).not.toHaveProperty("trouble");
  });
});

describe("asking a recipient that an officer sees to", () => {
  test("opens one task, which names the recipient and what it holds, and nobody else", async () => {
    await list();
    expect(await ask(paper)).toMatchObject({ next: "wait", status: "asked", waitSeconds: 15 * 86_400 });
    await ask(paper);
    const { items } = await journey.system.ports.tasks.list("open");
    expect(items.filter(({ recipient }) => recipient?.requestId === requestId)).toMatchObject([
      { kind: "ask-recipient", recipient: { recipient: paper, verb: "export", holds: ["letters"] } },
    ]);
  });
});
