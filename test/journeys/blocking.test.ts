import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
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
