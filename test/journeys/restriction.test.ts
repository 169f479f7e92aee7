import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { signIn } from "#local/tenant/sign-in.ts";
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
/** Signs in at the shop with a session that is there: no page can be shown, so the gate lets pass or says no. */
const signInSilently = async (email: string): Promise<string> => {
  const { tenant, urls } = journey.system;
  const person = { issuer: tenant.issuer, email, password: "habeas" };
  const { cookies } = await signIn({
    ...person,
    clientId: tenant.clientId("Habeas portal"),
    redirectUri: `${urls.portal}/callback`,
  });
  const atShop = { clientId: tenant.clientId("Shop"), redirectUri: "https://shop.example.com/callback" };
  return signIn({ ...person, ...atShop, prompt: "none", cookies }).then(
    () => "token",
    (error: { code?: string }) => error.code ?? "unknown",
  );
};
/** New terms, which everybody must have accepted a month after they hold. */
const publishTerms = async ({ call, signInOfficer, clock }: Journey): Promise<void> => {
  const lead = await signInOfficer("lead@example.com");
  const wish = { version: "2027-01", change: "material", effectiveAt: plus(clock.now(), 8 * day) };
  const rehearsed = await call("POST", "/officer/terms", lead, { ...wish, dryRun: true });
  const { digest } = (await rehearsed.json()) as { digest: string };
  expect((await call("POST", "/officer/terms", lead, { ...wish, dryRun: false, digest })).status).toBe(200);
};
/** What each recipient was asked and said. */
const recipients = async (requestId: RequestId) =>
  Object.fromEntries(
    (await journey.system.ports.requests.recipientsOf(requestId)).map(({ verb, recipient, status }) => [
      `${verb} ${recipient}`,
      status,
    ]),
  );

describe("a person whose data is only stored", () => {
  test("is asked by no campaign: the hardest gate lets them pass, silently as well, and asks again when it is over", async () => {
    await publishTerms(journey);
    const requestId = await asked({ ground: "accuracy-contested" }, await journey.signIn("ada@example.com"));
    await settle();
    expect(await account()).toMatchObject({ blocked: false, restricted: true });
    await journey.windTo(plus(journey.clock.now(), 45 * day));
    expect((await journey.system.ports.gate.rules())?.map(({ mode }) => mode)).toEqual(["hard"]);
    expect(await signInSilently("ada@example.com")).toBe("token");
    expect(await signInSilently("olga@example.com")).toBe("interaction_required");

    const end = await journey.call("DELETE", `/requests/${requestId}`, await journey.signIn("ada@example.com"));
    expect(end.status).toBe(200);
    await settle();
    expect((await account())?.restricted).toBeUndefined();
    expect(await signInSilently("ada@example.com")).toBe("interaction_required");
  }, 60_000);

  test("deletes their account: what stood over it ends with it, and nobody has to look at it any more", async () => {
    const requestId = await asked({ ground: "accuracy-contested" }, await journey.signIn("ada@example.com"));
    const until = { kind: "until", at: plus(journey.clock.now(), 300 * day) };
    const reach = { clients: [journey.system.tenant.clientId("Shop")], connections: [] };
    const blocking = await asOfficer("POST", "/officer/blocks", { userId: ada, reason: "fraud", reach, end: until });
    const block = ((await blocking.json()) as { requestId: RequestId }).requestId;
    await settle();
    const contesting = await journey.call("POST", "/requests", await journey.signIn("ada@example.com"), {
      kind: "contest",
      block,
      ground: "not-true",
    });
    const contest = ((await contesting.json()) as { requestId: RequestId }).requestId;
    await settle();
    const deletion = await journey.askForDeletion("ada@example.com");
    await journey.windBy(7 * day + 3600);
    await settle();
    expect(await journey.request(deletion.requestId)).toMatchObject({ status: "fulfilled" });
    for (const [id, state] of [
      [requestId, { restriction: { state: "ended", over: { because: "account-gone" } } }],
      [block, { block: { state: "ended", over: { because: "account-gone" } } }],
      [contest, { contest: { state: "closed", moot: true } }],
    ] as const) {
      expect(await journey.request(id)).toMatchObject({
        status: "fulfilled",
        progress: state,
        closedAt: expect.anything(),
      });
      expect((await journey.request(id)).attention).toBeUndefined();
    }
  }, 60_000);
});

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
