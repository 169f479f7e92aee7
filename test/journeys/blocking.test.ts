import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { signIn } from "#local/tenant/sign-in.ts";
import { audience } from "#local/trial-tenant.ts";
import { type Journey, openJourney } from "./journey.ts";

const day = 86_400;
const ada = "auth0|ada";

let journey: Journey;
let officer: string;
beforeEach(async () => {
  journey = await openJourney();
  officer = await journey.signInOfficer("officer@example.com");
});
afterEach(() => journey.close());

interface Wish {
  userId?: string;
  reason?: string;
  reach?: "everywhere" | { clients: string[]; connections: string[] };
  end?: object;
}
const until = (seconds: number) => ({ kind: "until", at: plus(journey.clock.now(), seconds) });

const propose = async (wish: Wish = {}, as = officer): Promise<RequestId> => {
  const body = { userId: ada, reason: "abuse", reach: "everywhere", end: until(14 * day), ...wish };
  const answer = await journey.call("POST", "/officer/blocks", as, body);
  expect([answer.status, answer.status === 202 ? "" : await answer.text()]).toEqual([202, ""]);
  return ((await answer.json()) as { requestId: RequestId }).requestId;
};

/** The limits of the tenant, and what it does later, have their time. */
const settle = () => journey.windBy(900);
const account = () => journey.system.ports.reader.read(ada as never);
const ledger = (userId = ada) => journey.system.tenant.ledger(userId).map(({ effect }) => effect);
const mails = async () => (await journey.system.outbox.list()).items.map(({ subject, text }) => ({ subject, text }));
/** Tokens live an hour, second factors a quarter: officers sign in anew. */
const asOfficer = async (method: string, path: string, body?: object, who = "officer@example.com") =>
  journey.call(method, path, await journey.signInOfficer(who), body);
const block = async (requestId: RequestId) =>
  (await (await asOfficer("GET", `/officer/blocks/${requestId}`)).json()) as Record<string, unknown>;

describe("a person is blocked until a date", () => {
  test("shut out at once, told why and how to contest, and let in again when the time is over", async () => {
    const requestId = await propose();
    await settle();
    expect((await account())?.blocked).toBe(true);
    expect(await block(requestId)).toMatchObject({ state: "in-force", setBy: "me", automatic: false });
    expect((await journey.request(requestId)).status).toBe("in-force");
    expect(ledger()).toEqual(expect.arrayContaining(["user-blocked", "sessions-ended", "refresh-tokens-revoked"]));
    await expect(journey.signIn("ada@example.com")).rejects.toThrow();
    const [told] = (await mails()).filter(({ subject }) => subject === "Your account is blocked");
    expect(told?.text).toMatch(/against the terms/);
    expect(told?.text).toMatch(/ends by itself on 7 December 2026/);
    expect(told?.text).toMatch(/Do you think this is wrong/);

    await journey.windBy(14 * day);
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect(await journey.signIn("ada@example.com")).toBeTruthy();
    expect(await block(requestId)).toMatchObject({ state: "ended", over: { because: "time-over", by: "system" } });
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    expect((await mails()).map(({ subject }) => subject)).toContain("The block of your account is lifted");
    const happened = (await journey.events(requestId)).filter((event) => !/-intended$|^link-made$/.test(event));
    expect(happened).toEqual([
      "request-received",
      "block-planned",
      "block-passed",
      "block-imposed",
      "access-counted",
      "access-ended",
      "shut-out",
      "block-told",
      "block-in-force",
      "block-lifted",
      "block-taken-back",
      "lifted-told",
      "request-closed",
    ]);
  });

  test("who is shut out goes on asking: in a rights session, by a link to their address, with no sign-in anywhere", async () => {
    const requestId = await propose();
    await settle();
    await expect(journey.signIn("ada@example.com")).rejects.toThrow();
    expect((await journey.call("POST", "/access-links", undefined, { email: "ada@example.com" })).status).toBe(202);
    await journey.windBy(60);
    const mail = (await mails()).find(({ text }) => text.includes("/access/"));
    const link = /http\S+\/access\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";
    const page = await (await fetch(link, { method: "POST" })).text();
    const session = /value="(hrs_[\w-]+)"/.exec(page)?.[1] ?? "";
    for (const body of [
      { kind: "export" },
      { kind: "restriction", ground: "accuracy-contested" },
      { kind: "contest", block: requestId, ground: "not-true" },
      { kind: "deletion" },
    ]) {
      const answer = await journey.call("POST", "/requests", session, body);
      expect([body.kind, answer.status]).toEqual([body.kind, 202]);
    }
    const own = (await (await journey.call("GET", "/requests", session)).json()) as { requests: { kind: string }[] };
    expect(own.requests.map(({ kind }) => kind).toSorted()).toEqual([
      "block",
      "contest",
      "deletion",
      "export",
      "restriction",
    ]);
    await settle();
    // the rights go on, and the block stands all the same
    expect((await account())?.blocked).toBe(true);
  });

  test("lifting it early ends the wait at once", async () => {
    const requestId = await propose();
    await settle();
    const answer = await asOfficer("DELETE", `/officer/blocks/${requestId}?because=mistake`);
    expect(answer.status).toBe(200);
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect(await block(requestId)).toMatchObject({ state: "ended", over: { because: "mistake", by: "me" } });
    const again = await asOfficer("DELETE", `/officer/blocks/${requestId}?because=mistake`);
    expect(again.status).toBe(409);
  });
});

describe("a person is blocked at one application", () => {
  test("that one turns them away at login, its tokens are gone, and everything else stays open", async () => {
    const { tenant } = journey.system;
    const shop = tenant.clientId("Shop");
    const requestId = await propose({ reach: { clients: [shop], connections: [] } });
    await settle();
    expect(await block(requestId)).toMatchObject({ state: "in-force" });
    expect((await account())?.blocked).toBe(false);
    expect(ledger()).not.toContain("user-blocked");
    expect(ledger()).not.toContain("sessions-ended");
    const access = await journey.system.ports.reader.accessTo(ada as never, [shop]);
    expect(access).toMatchObject({ refreshTokens: 0, deviceCredentials: 0, grants: 0 });
    const toShop = signIn({
      issuer: tenant.issuer,
      clientId: shop,
      redirectUri: "https://shop.example.com/callback",
      audience,
      scope: "openid",
      email: "ada@example.com",
      password: "habeas",
    });
    await expect(toShop).rejects.toThrow(/closed to your account until 7 December 2026/);
    expect(await journey.signIn("ada@example.com")).toBeTruthy();
    // in the portal the person sees why
    const own = await journey.call("GET", "/requests", await journey.signIn("ada@example.com"));
    const { requests } = (await own.json()) as { requests: object[] };
    expect(requests).toMatchObject([{ kind: "block", block: { reason: "abuse", reach: "some", state: "in-force" } }]);

    await asOfficer("DELETE", `/officer/blocks/${requestId}?because=reviewed`);
    await settle();
    expect((await account())?.applicationBlocks).toBeUndefined();
  });
});

describe("several blocks of one person", () => {
  test("the account stays shut until the last is lifted, over a restart", async () => {
    const first = await propose();
    await settle();
    const second = (await (
      await asOfficer("POST", "/officer/blocks", {
        userId: ada,
        reason: "fraud",
        reach: "everywhere",
        end: until(30 * day),
      })
    ).json()) as { requestId: RequestId };
    await settle();
    await asOfficer("DELETE", `/officer/blocks/${first}?because=reviewed`);
    await settle();
    await journey.restart();
    expect((await account())?.blocked).toBe(true);
    expect(await block(first)).toMatchObject({ state: "ended" });
    await journey.windBy(31 * day);
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect(await block(second.requestId)).toMatchObject({ state: "ended", over: { because: "time-over" } });
    expect(ledger().filter((effect) => /user-(un)?blocked/.test(effect))).toEqual(["user-blocked", "user-unblocked"]);
  });
});

describe("a risky login opens a block, where policy says so", () => {
  test("a person looks at it in time, or it ends by itself", async () => {
    await journey.close();
    journey = await openJourney(undefined, (text) =>
      text
        .replace("approval: when-odd", "approval: never")
        .replace("start: { task: risky-login, urgent: true }", "start: { block: risky-login }"),
    );
    journey.system.tenant.emit("s", "", {
      user_id: ada,
      client_id: journey.system.tenant.clientId("Shop"),
      details: { riskAssessment: { confidence: "low" } },
    });
    await journey.settleEvents();
    await settle();
    const { blocks } = (await (await asOfficer("GET", "/officer/blocks")).json()) as {
      blocks: { requestId: RequestId }[];
    };
    expect(blocks).toMatchObject([{ automatic: true, setBy: "system", reason: "risky-login", state: "in-force" }]);
    expect((await account())?.blocked).toBe(true);
    await journey.windBy(3 * day + 60);
    await settle();
    expect((await account())?.blocked).toBe(false);
    expect(await block(blocks[0]?.requestId as RequestId)).toMatchObject({ over: { because: "not-reviewed" } });
  });
});
