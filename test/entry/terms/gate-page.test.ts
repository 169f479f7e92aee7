import { randomUUID } from "node:crypto";
import { decodeJwt, jwtVerify, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRequestId, type UserId } from "#kernel/ids.ts";
import { millisOf } from "#kernel/instant.ts";
import { entry } from "../../support/acceptances.ts";
import { aPublication } from "../../support/terms.ts";
import { gateSecret, openWorld, type World } from "../api/world.ts";

const ada = "auth0|ada" as UserId;
const form = { "content-type": "application/x-www-form-urlencoded" };

describe("the terms page", () => {
  let world: World;
  beforeEach(async () => {
    world = openWorld();
    await world.ports.terms.publish(aPublication(), entry("terms-published", world.clock.now()));
  });
  afterEach(() => world.close());

  interface Change {
    claims?: Record<string, unknown>;
    secret?: string;
    secondsLeft?: number;
    alg?: string;
  }
  const tokenWith = ({ claims = {}, secret = gateSecret, secondsLeft = 3600, alg = "HS256" }: Change = {}) => {
    const now = Math.floor(millisOf(world.clock.now()) / 1000);
    return new SignJWT({
      jti: randomUUID(),
      sub: ada,
      purpose: "terms-gate",
      version: "2027-01",
      mode: "hard",
      group: "Users",
      application: "Shop",
      locale: "en",
      iss: "tenant.example",
      ip: "203.0.113.7",
      ...claims,
    })
      .setProtectedHeader({ alg, typ: "JWT" })
      .setIssuedAt(now)
      .setExpirationTime(now + secondsLeft)
      .sign(new TextEncoder().encode(secret));
  };
  const soft = { claims: { mode: "soft" } };
  const open = (session_token: string, state = "state-1", more: Record<string, string> = {}) =>
    world.call("GET", "/terms/page", { query: String(new URLSearchParams({ session_token, state, ...more })) });
  const press = (session_token: string, choice: string, state = "state-1", more: Record<string, string> = {}) =>
    world.call("POST", "/terms/page", {
      headers: form,
      raw: String(new URLSearchParams({ session_token, state, choice, ...more })),
    });
  const answerIn = (body: string | undefined): string =>
    /name="terms_answer" value="([^"]+)"/.exec(body ?? "")?.[1] ?? "";
  const standing = async () => {
    const ref = await world.ports.subjects.find(ada);
    return ref && world.ports.terms.standing(ref, { document: "terms", version: "2027-01" });
  };

  test("shows what changed, the whole text, a download, and a choice; a hard gate has no later", async () => {
    const { statusCode, body, headers } = await open(await tokenWith());
    expect(statusCode).toBe(200);
    expect(body).toContain("Our terms have changed");
    expect(body).toContain("60 days for it instead of 30");
    expect(body).toContain("<summary>Read the whole text</summary>");
    expect(body).toContain('href="https://privacy.example.com/terms/files/terms/2027-01/en"');
    expect(body).toContain("I accept the new terms");
    expect(body).toContain("I do not accept");
    expect(body).not.toContain("Decide later");
    expect(body).not.toContain("<script");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("of a soft gate may be put off, until the grace ends", async () => {
    const { body } = await open(await tokenWith(soft));
    expect(body).toContain("Decide later");
    expect(body).toContain("You can decide later, until 24 December 2026.");
    const later = await press(await tokenWith(soft), "later");
    expect(decodeJwt(answerIn(later.body))).toMatchObject({ answer: "later" });
    expect(await standing()).toBeUndefined();
  });

  test("cannot be put off when the gate is hard, whatever the form says", async () => {
    const { body } = await press(await tokenWith(), "later");
    expect(answerIn(body)).toBe("");
    expect(body).toContain("I accept the new terms");
  });

  test("is in the person's language: as chosen, else as the login is in, else as the browser wishes", async () => {
    const german = "Unsere Bedingungen haben sich geändert";
    expect((await open(await tokenWith({ claims: { locale: "de" } }))).body).toContain(german);
    expect((await open(await tokenWith(), "state-1", { lang: "de" })).body).toContain(german);
    expect((await press(await tokenWith(), "look", "state-1", { lang: "de" })).body).toContain("60 statt 30 Tage");
    const nothing = await world.call("GET", "/terms/page", { headers: { "accept-language": "de-DE" } });
    expect(nothing.body).toContain("Diese Seite gilt nicht mehr");
  });

  test("records an acceptance with version, hash, language and way before it answers the gate", async () => {
    const { body, statusCode } = await press(await tokenWith(), "accept");
    expect(statusCode).toBe(200);
    const text = world.documents.find(({ version }) => version === "2027-01")?.texts.en;
    expect(await standing()).toMatchObject({
      answer: "accepted",
      version: "2027-01",
      sha256: text?.sha256,
      locale: "en",
      how: "gate",
      group: "Users",
      at: world.clock.now(),
    });
    expect(body).toContain('action="https://tenant.example/continue?state=state-1"');
    const { payload } = await jwtVerify(answerIn(body), new TextEncoder().encode(gateSecret), {
      currentDate: new Date(millisOf(world.clock.now())),
    });
    expect(payload).toMatchObject({
      sub: ada,
      state: "state-1",
      purpose: "terms-answer",
      answer: "accepted",
      version: "2027-01",
      acceptedAt: world.clock.now(),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  test("answers nothing when it could not be recorded", async () => {
    const record = async () => {
      throw new Error("the disk is full");
    };
    const failing = openWorld({ terms: { record } });
    const answer = await failing.call("POST", "/terms/page", {
      headers: form,
      raw: String(new URLSearchParams({ session_token: await tokenWith(), state: "s", choice: "accept" })),
    });
    expect(answer.statusCode).toBe(500);
    expect(answerIn(answer.body)).toBe("");
    failing.close();
  });

  test("pressed twice records once and answers twice: a phone may send a form again", async () => {
    const token = await tokenWith();
    await press(token, "accept");
    const first = await standing();
    world.clock.wind(30);
    const again = await press(token, "accept");
    expect(decodeJwt(answerIn(again.body))).toMatchObject({ answer: "accepted", acceptedAt: first?.at });
    expect(await standing()).toEqual(first);
  });

  test("asks nobody twice who has accepted already: they go on at once", async () => {
    await press(await tokenWith(), "accept");
    const { body } = await open(await tokenWith(), "state-2");
    expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "accepted", state: "state-2" });
  });

  test("puts on record what was accepted in the sign-up form, with its own time, and asks nothing", async () => {
    const signedUpAt = "2026-11-24T08:59:00.000Z";
    const { body } = await open(await tokenWith({ claims: { signedUpAt, mode: "soft" } }));
    expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "accepted", acceptedAt: signedUpAt });
    expect(await standing()).toMatchObject({ answer: "accepted", how: "sign-up", at: signedUpAt });
  });

  test("keeps nobody out whose sign-up form named a version that never was", async () => {
    const claims = { signedUpAt: "2026-11-24T08:59:00.000Z", mode: "soft", version: "2099-01" };
    const { statusCode, body } = await open(await tokenWith({ claims }));
    expect(statusCode).toBe(200);
    expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "later" });
    expect(await standing()).toBeUndefined();
  });

  test("takes a no, says what it means, and offers export and deletion in the portal", async () => {
    const { body } = await press(await tokenWith(), "decline");
    expect(body).toContain("You have not accepted the new terms");
    expect(body).toContain('href="https://portal.example.com/export"');
    expect(body).toContain('href="https://portal.example.com/delete"');
    expect(body).toContain("Take my data along");
    expect(body).toContain("Back to the terms");
    expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "declined" });
    expect(await standing()).toMatchObject({ answer: "declined" });
    await press(await tokenWith(), "accept");
    expect(await standing()).toMatchObject({ answer: "accepted" });
  });

  describe("of somebody whose data is only stored (Article 18)", () => {
    beforeEach(async () => {
      const { requests, subjects } = world.ports;
      const restriction = { requestId: newRequestId(world.clock.now()), since: world.clock.now(), shutsSignIn: false };
      await requests.changeSubject(await subjects.refOf(ada), (subject) => ({
        outcome: undefined,
        subject: { ...subject, restriction },
        audit: [],
      }));
    });

    test("asks nothing, lets them through the hardest gate, and records nothing", async () => {
      for (const [token, state] of [
        [await tokenWith(), "state-1"],
        [await tokenWith(soft), "state-2"],
      ] as const) {
        const { statusCode, body } = await open(token, state);
        expect(statusCode).toBe(200);
        expect(body).toContain("There is nothing to decide now");
        expect(body).not.toContain("I accept the new terms");
        expect(decodeJwt(answerIn(body))).toMatchObject({ purpose: "terms-answer", answer: "spared", sub: ada, state });
      }
      const { body } = await press(await tokenWith({ claims: { locale: "de" } }), "decline");
      expect(body).toContain("Sie müssen jetzt nichts entscheiden");
      expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "spared" });
      expect(await standing()).toBeUndefined();
    });

    test("takes what they say by themselves, and what they accepted in the sign-up form", async () => {
      expect(decodeJwt(answerIn((await press(await tokenWith(), "accept")).body))).toMatchObject({
        answer: "accepted",
      });
      const signedUpAt = "2026-11-24T08:59:00.000Z";
      const { body } = await open(await tokenWith({ claims: { signedUpAt, mode: "soft" } }), "state-2");
      expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "accepted" });
    });

    test("does the same for a version that has no text: that is no reason to keep them out", async () => {
      const { body } = await open(await tokenWith({ claims: { version: "2099-01" } }));
      expect(decodeJwt(answerIn(body))).toMatchObject({ answer: "spared" });
    });
  });

  describe("is not there for a token that", () => {
    const refused = async (answer: ReturnType<typeof open>) => {
      const { statusCode, body } = await answer;
      expect(statusCode).toBe(401);
      expect(body).toContain("This page is over");
      expect(answerIn(body)).toBe("");
      expect(await standing()).toBeUndefined();
    };

    test.each<[string, Change]>([
      ["is signed by somebody else", { secret: "another-secret-of-thirty-two-signs" }],
      ["is over", { secondsLeft: 0 }],
      ["says it lives for a day", { secondsLeft: 86_400 }],
      ["is signed in another way", { alg: "HS512" }],
      ["is an answer of the page", { claims: { purpose: "terms-answer" } }],
      ["names nobody", { claims: { sub: "" } }],
      ["names a path", { claims: { sub: "auth0|../users" } }],
      ["has no number of its own", { claims: { jti: "1" } }],
      ["asks in no mode we know", { claims: { mode: "off" } }],
    ])("%s", async (_, change) => {
      await refused(press(await tokenWith(change), "accept"));
    });

    test("is none, or has no signature", async () => {
      const [header, payload] = (await tokenWith()).split(".");
      const none = Buffer.from('{"alg":"none"}').toString("base64url");
      for (const token of ["", "x", "x.y.z", `${none}.${payload}.`, `${header}.${payload}.`, "a".repeat(5000)]) {
        await refused(press(token, "accept"));
      }
    });

    test("comes with another login than before (replayed)", async () => {
      const token = await tokenWith();
      expect((await open(token, "state-1")).statusCode).toBe(200);
      await refused(press(token, "accept", "state-2"));
      expect((await open(token, "state-1")).statusCode).toBe(200);
    });

    test("comes without a login", async () => {
      await refused(press(await tokenWith(), "accept", ""));
      await refused(press(await tokenWith(), "accept", "a b"));
    });

    test("was good an hour ago", async () => {
      const token = await tokenWith();
      world.clock.wind(3600);
      await refused(press(token, "accept"));
    });
  });

  test("takes a token of the secret that is being rotated out, and answers it in kind", async () => {
    const old = "o".repeat(40);
    world.secrets.set("terms-gate-secret", `${gateSecret}\n${old}`);
    const { body } = await press(await tokenWith({ secret: old }), "accept");
    await expect(
      jwtVerify(answerIn(body), new TextEncoder().encode(old), { currentDate: new Date(millisOf(world.clock.now())) }),
    ).resolves.toBeDefined();
  });

  test("for a version without a text says that it is our mistake, and records nothing", async () => {
    const answer = await press(await tokenWith({ claims: { version: "2099-01" } }), "accept");
    expect(answer.statusCode).toBe(503);
    expect(await standing()).toBeUndefined();
  });

  test("writes what the token says as text, never as markup", async () => {
    const { body } = await open(await tokenWith({ claims: { application: '<img src=x onerror="1">' } }));
    expect(body).not.toContain("<img");
    expect(body).toContain("&lt;img");
  });
});
