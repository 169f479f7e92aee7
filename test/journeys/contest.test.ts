import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { type Journey, openJourney } from "./journey.ts";

const day = days(1);
const ada = "auth0|ada";

let journey: Journey;
let block: RequestId;
beforeEach(async () => {
  journey = await openJourney();
  const end = { kind: "until", at: plus(journey.clock.now(), 30 * day) };
  const answer = await asOfficer("POST", "/officer/blocks", { userId: ada, reason: "abuse", reach: "everywhere", end });
  block = ((await answer.json()) as { requestId: RequestId }).requestId;
  await settle();
});
afterEach(() => journey.close());

const settle = () => journey.windBy(900);
const asOfficer = async (method: string, path: string, body?: object, who = "officer@example.com") =>
  journey.call(method, path, await journey.signInOfficer(who), body);
const account = () => journey.system.ports.reader.read(ada as never);
const mails = async () => (await journey.system.outbox.list()).items;
const told = async () => (await mails()).map(({ subject }) => subject);

/** Presses the button behind the link in the notice: sign-in is shut, so there is no other way in. */
const contestByLink = async (): Promise<RequestId> => {
  const notice = (await mails()).find(({ subject }) => subject === "Your account is blocked");
  const url = /http\S+\/links\/\S+/.exec(notice?.text ?? "")?.[0] ?? "";
  const page = await fetch(url);
  expect(await page.text()).toContain("Do you think that the block of your account is wrong");
  const pressed = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "choice=was-not-me",
  });
  expect(await pressed.text()).toContain("a person looks at it");
  await settle();
  const open = await asOfficer("GET", "/officer/requests?kind=contest");
  const { requests } = (await open.json()) as { requests: { requestId: RequestId }[] };
  return requests[0]?.requestId as RequestId;
};
const answerIt = (requestId: RequestId, body: object, who?: string) =>
  asOfficer("POST", `/officer/requests/${requestId}/answer-contest`, body, who);

describe("somebody who is shut out contests the block", () => {
  test("by letter: an officer opens it, another one answers it, and the time runs from when it arrived", async () => {
    await journey.windBy(day);
    const letter = {
      kind: "contest",
      userId: ada,
      block,
      ground: "not-true",
      receivedAt: plus(journey.clock.now(), -day / 2),
      identity: "signed-letter-from-a-known-address",
    };
    const opened = await asOfficer("POST", "/officer/requests", letter, "officer2@example.com");
    expect([opened.status, opened.status === 202 ? "" : await opened.clone().text()]).toEqual([202, ""]);
    const { requestId } = (await opened.json()) as { requestId: RequestId };
    await settle();
    expect(await told()).toContain("We are looking at the block of your account");
    const answer = { outcome: "lift", because: "mistake" };
    expect((await answerIt(requestId, answer, "officer2@example.com")).status).toBe(403);
    expect((await answerIt(requestId, answer)).status).toBe(403);
    expect((await answerIt(requestId, answer, "lead@example.com")).status).toBe(200);
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
  });

  test("by the link in the notice; another officer lifts it, and they are let in and told why", async () => {
    const requestId = await contestByLink();
    expect(await told()).toContain("We are looking at the block of your account");
    const own = await answerIt(requestId, { outcome: "lift", because: "mistake" });
    expect([own.status, ((await own.json()) as { type: string }).type]).toEqual([
      403,
      expect.stringMatching(/four-eyes/),
    ]);
    const lifted = await answerIt(requestId, { outcome: "lift", because: "mistake" }, "lead@example.com");
    expect([lifted.status, lifted.status === 200 ? "" : await lifted.text()]).toEqual([200, ""]);
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect(await told()).toEqual(
      expect.arrayContaining(["You were right: the block is lifted", "The block of your account is lifted"]),
    );
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    expect((await journey.request(block)).progress.block).toMatchObject({ over: { because: "contested" } });
    const again = await answerIt(requestId, { outcome: "uphold", because: "reason-stands" }, "lead@example.com");
    expect(again.status).toBe(409);
    expect(await journey.events(requestId)).toContain("contest-event-refused");
  }, 120_000);

  test("nobody looks in time: officers and their lead are told, again each week; then it is upheld, and told", async () => {
    const requestId = await contestByLink();
    await journey.windBy(3 * day);
    await settle();
    expect((await journey.request(requestId)).attention?.error).toBe("ContestOverdue");
    const escalated = async () =>
      (await mails()).filter(({ subject }) => /nobody has looked at it in time/.test(subject));
    expect((await escalated()).map(({ to }) => to).toSorted()).toEqual(["lead@example.com", "officers@example.com"]);
    expect(await told()).toContain("We are not done with your contest yet");
    await journey.windBy(7 * day);
    // the outbox of one machine keeps some days: these are the new ones
    expect(await escalated()).toHaveLength(2);
    await answerIt(requestId, { outcome: "uphold", because: "reason-stands" }, "lead@example.com");
    await settle();
    expect((await account())?.blocked).toBe(true);
    expect(await journey.request(requestId)).toMatchObject({ status: "refused" });
    expect((await journey.request(block)).progress.block).toMatchObject({ state: "in-force" });
    expect(await told()).toContain("The block of your account stays");
  }, 120_000);

  test("the block is over first: there is nothing left to judge, and they are told so", async () => {
    const requestId = await contestByLink();
    await asOfficer("DELETE", `/officer/blocks/${block}?because=reviewed`);
    await journey.windBy(3 * day);
    await settle();
    expect(await journey.request(requestId)).toMatchObject({ status: "fulfilled" });
    expect(await told()).toContain("The block of your account is over");
  }, 120_000);
});
