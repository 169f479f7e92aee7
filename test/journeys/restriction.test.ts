import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { type Journey, openJourney } from "./journey.ts";

const day = days(1);
const ada = "auth0|ada";

let journey: Journey;
beforeEach(async () => {
  journey = await openJourney();
});
afterEach(() => journey.close());

const settle = () => journey.windBy(900);
const asked = async (body: object, token: string): Promise<RequestId> => {
  const answer = await journey.call("POST", "/requests", token, { kind: "restriction", ...body });
  expect([answer.status, answer.status === 202 ? "" : await answer.text()]).toEqual([202, ""]);
  return ((await answer.json()) as { requestId: RequestId }).requestId;
};
const own = async (requestId: RequestId, email = "ada@example.com") =>
  (await (await journey.call("GET", `/requests/${requestId}`, await journey.signIn(email))).json()) as Record<
    string,
    unknown
  >;
const asOfficer = async (method: string, path: string, body?: object, who = "officer@example.com") =>
  journey.call(method, path, await journey.signInOfficer(who), body);
const account = () => journey.system.ports.reader.read(ada as never);
const subject = async () =>
  journey.system.ports.requests.changeSubject(await journey.system.ports.subjects.refOf(ada as never), (state) => ({
    outcome: state,
    audit: [],
  }));
const told = async () => (await journey.system.outbox.list()).items.map(({ subject: title }) => title);
/** What each recipient was asked and said. */
const recipients = async (requestId: RequestId) =>
  Object.fromEntries(
    (await journey.system.ports.requests.recipientsOf(requestId)).map(({ verb, recipient, status }) => [
      `${verb} ${recipient}`,
      status,
    ]),
  );

describe("a person contests that their data is right", () => {
  test("it is restricted at once, recipients are told, and it is lifted after the person was told (Article 18(3))", async () => {
    const requestId = await asked({ ground: "accuracy-contested" }, await journey.signIn("ada@example.com"));
    await settle();
    expect(await own(requestId)).toMatchObject({
      status: "in-force",
      withdrawable: true,
      restriction: { state: "standing", ground: "accuracy-contested", shutSignIn: false },
    });
    expect((await subject()).restriction).toMatchObject({ requestId, shutsSignIn: false });
    expect((await account())?.blocked).toBe(false);
    expect(await told()).toContain("From now on your data is only stored");
    expect(await recipients(requestId)).toEqual({ "restrict newsletter": "done", "restrict paper-archive": "asked" });

    // nobody is shut out meanwhile, but to protect others
    const until = { kind: "until", at: plus(journey.clock.now(), 30 * day) };
    const block = { userId: ada, reason: "abuse", reach: "everywhere", end: until };
    const refused = (await (await asOfficer("POST", "/officer/blocks", block)).json()) as { requestId: RequestId };
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect((await journey.request(refused.requestId)).progress.block).toMatchObject({
      over: { because: "restricted" },
    });

    await journey.windBy(16 * day); // the paper archive does not answer
    const lift = await asOfficer("POST", `/officer/requests/${requestId}/lift-restriction`, {
      because: "data-is-right",
    });
    expect([lift.status, lift.status === 200 ? "" : await lift.text()]).toEqual([200, ""]);
    await settle();
    expect(await told()).toContain("We will lift the restriction of your data");
    expect((await subject()).restriction).toBeDefined();
    await journey.windBy(3 * day);
    await settle();
    expect((await subject()).restriction).toBeUndefined();
    expect(await told()).toContain("The restriction of your data is lifted");
    await journey.windBy(16 * day);
    expect(await recipients(requestId)).toMatchObject({
      "lift newsletter": "done",
      "lift paper-archive": "unanswered",
    });
    expect(await journey.request(requestId)).toMatchObject({ status: "fulfilled", attempt: 2 });
    const happened = (await journey.events(requestId)).filter((event) => /^restriction|lift|let-in|closed/.test(event));
    expect(happened).toEqual([
      "restriction-planned",
      "restriction-began",
      "restriction-told-intended",
      "restriction-told",
      "restriction-lifting-announced",
      "lifting-1-told-intended",
      "lifting-1-told",
      "restriction-lifted",
      "let-in-intended",
      "let-in",
      "lifting-checked",
      "lifted-told-intended",
      "lifted-told",
      "request-closed",
    ]);
  }, 120_000);
});
