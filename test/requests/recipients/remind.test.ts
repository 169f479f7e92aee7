import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { recordAnswer } from "#requests/recipients/answer.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { type Journey, openJourney } from "../../journeys/journey.ts";

const newsletter = RecipientName.parse("newsletter");
const paper = RecipientName.parse("paper-archive");
const day = 86_400;

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey?.close());

const needs = () => ({ ...journey.system.ports, policy: journey.system.policy, publicUrl: journey.system.urls.api });
const asked = async (email: string, recipient: RecipientName): Promise<RequestId> => {
  const { requestId } = await journey.askForDeletion(email);
  await journey.system.engine.settle();
  await recipientSteps.listRecipients(needs())({ requestId, verb: "restrict" });
  await recipientSteps.askRecipient(needs())({ requestId, verb: "restrict", recipient });
  return requestId;
};
const mailsAbout = async (requestId: RequestId) =>
  (await journey.system.outbox.list()).items
    .filter(({ text }) => text.includes(requestId) && text.includes("It was asked to"))
    .map(({ to, subject }) => `${to}: ${subject}`)
    .toSorted();

describe("a recipient that owes its answer", () => {
  test("of those whom officers see to, is brought to their mind twice, and to their lead when its time is over", async () => {
    const requestId = await asked("otto@example.com", paper);
    await journey.windBy(7 * day);
    expect(await mailsAbout(requestId)).toEqual([]);
    await journey.windBy(day);
    expect(await mailsAbout(requestId)).toHaveLength(1);
    await journey.windBy(6 * day);
    expect(await mailsAbout(requestId)).toHaveLength(2);
    await journey.windBy(day);
    // the outbox lets go of what is older than a week
    expect(await mailsAbout(requestId)).toEqual([
      'lead@example.com: Privacy: the recipient "paper-archive" has not answered in time',
      'officers@example.com: Privacy: the recipient "paper-archive" has not answered in time',
      'officers@example.com: Privacy: the recipient "paper-archive" owes an answer',
    ]);
  });

  test("is not spoken of once it has answered", async () => {
    const requestId = await asked("olga@example.com", paper);
    const [task] = (await journey.system.ports.requests.recipientsOf(requestId)).filter(
      ({ recipient }) => recipient === paper,
    );
    if (task === undefined) throw new Error("not asked");
    const answer = { answer: { answer: "done", counts: { letters: 0 } }, by: "officer:one" } as const;
    await recordAnswer(needs())(task, answer);
    await journey.windBy(20 * day);
    expect(await mailsAbout(requestId)).toEqual([]);
  });

  test("by itself, is left in peace until its time is over", async () => {
    journey.system.played.behave("later");
    const requestId = await asked("sam@example.com", newsletter);
    await journey.windBy(9 * day);
    expect(await mailsAbout(requestId)).toEqual([]);
    await journey.windBy(2 * day);
    expect(await mailsAbout(requestId)).toHaveLength(2);
  });
});
