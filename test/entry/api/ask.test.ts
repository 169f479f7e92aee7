import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const deletion = { kind: "deletion", confirm: "DELETE" };

describe("asking for a deletion after a fresh login", () => {
  test("is accepted, stored and started, and says where to follow it (I1)", async () => {
    const as = world.signIn("ada");
    const { statusCode, headers, json } = await world.call("POST", "/requests", { as, body: deletion });
    expect(statusCode).toBe(202);
    expect(json).toEqual({
      requestId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      kind: "deletion",
      status: "received",
      receivedAt: "2026-11-24T09:00:00.000Z",
      dueAt: expect.any(String),
      withdrawable: true,
      waivable: false,
      undelivered: false,
    });
    expect(headers.location).toBe(`/requests/${json.requestId}`);
    expect(world.started).toEqual([`${json.requestId}.1`]);
    const stored = await world.ports.requests.find(json.requestId);
    expect(stored).toMatchObject({ kind: "deletion", channel: "self-service" });
  });

  test("is accepted although the run could not be started: the request stands (I1)", async () => {
    const down = openWorld();
    down.ports.workflows.start = async () => {
      throw new Error("away");
    };
    const { statusCode, json } = await down.call("POST", "/requests", { as: down.signIn("ada"), body: deletion });
    expect(statusCode).toBe(202);
    expect(await down.ports.requests.find(json.requestId)).toMatchObject({ unstarted: true });
    down.close();
  });

  test("may be sent in base64, as the gateway hands on what it takes for binary", async () => {
    const headers = { "content-type": "application/json; charset=UTF-8" };
    const asked = { as: world.signIn("ada"), raw: Buffer.from(JSON.stringify(deletion)), headers };
    expect((await world.call("POST", "/requests", asked)).statusCode).toBe(202);
  });

  test("is at the address that the API has from outside", async () => {
    const below = openWorld({ publicUrl: "https://example.com/privacy/" });
    const { headers, json } = await below.call("POST", "/requests", { as: below.signIn("ada"), body: deletion });
    expect(headers.location).toBe(`/privacy/requests/${json.requestId}`);
    below.close();
  });
});

describe("a login that is not fresh (I7)", () => {
  test.each([
    [42 * 60, "yours is 42 minutes old"],
    [301, "yours is 5 minutes old"],
    [3 * 3600 + 59, "yours is 3 hours old"],
    [5 * 86_400, "yours is 5 days old"],
    [undefined, "your token does not say when you signed in"],
    [-3600, "your token does not say when you signed in"],
  ])("of %s s is challenged, and says so: %s", async (age, words) => {
    const as = world.signIn("ada", 0);
    world.callers.set(as, {
      ...world.callers.get(as),
      authenticatedAt:
        age === undefined ? undefined : new Date(Date.parse(world.clock.now()) - age * 1000).toISOString(),
    } as never);
    const { statusCode, headers, json } = await world.call("POST", "/requests", { as, body: deletion });
    expect(statusCode).toBe(401);
    expect(headers["www-authenticate"]).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A login from the last 5 minutes is needed", max_age=300',
    );
    expect(json).toEqual({
      type: "https://habeas.dev/problems/fresh-login-needed",
      title: "Please sign in again",
      status: 401,
      detail: `Deleting an account needs a login from the last 5 minutes; ${words}. Sign in once more, then ask again.`,
    });
    expect(await world.countRequests()).toBe(0);
  });

  test.each([0, 300, -30])("of %s s counts as fresh", async (age) => {
    const { statusCode } = await world.call("POST", "/requests", { as: world.signIn("ada", age), body: deletion });
    expect(statusCode).toBe(202);
  });

  test("is measured by the age that the company configured", async () => {
    const strict = openWorld({ challenge: { maxAgeSeconds: 60 } });
    const { headers } = await strict.call("POST", "/requests", { as: strict.signIn("ada", 61), body: deletion });
    expect(headers["www-authenticate"]).toContain("max_age=60");
    strict.close();
  });
});

describe("asking that data be stored only", () => {
  const ask = (more: object, loginAge?: number) =>
    world.call("POST", "/requests", {
      as: world.signIn("ada", loginAge),
      body: { kind: "restriction", ground: "accuracy-contested", ...more },
    });

  test("needs no fresh login, and shutting sign-in does: an old token shuts nobody out", async () => {
    const { statusCode, json } = await ask({ shutSignIn: true }, 301);
    expect([statusCode, json.type]).toEqual([401, "https://habeas.dev/problems/fresh-login-needed"]);
    expect((await ask({ shutSignIn: false }, 301)).statusCode).toBe(202);
  });

  test("together with shutting sign-in is taken from a fresh login", async () => {
    expect((await ask({ shutSignIn: true })).statusCode).toBe(202);
  });
});

describe("the same call again", () => {
  const key = { "idempotency-key": "one-wish" };

  test("with the same Idempotency-Key is the same request, and the same answer (I2)", async () => {
    const as = world.signIn("ada");
    const first = await world.call("POST", "/requests", { as, body: deletion, headers: key });
    await world.change(first.json.requestId, () => ({
      status: "cooling-off",
      progress: { coolingOffUntil: world.clock.now() },
    }));
    const second = await world.call("POST", "/requests", { as, body: deletion, headers: key });
    expect(second).toEqual(first);
    expect(world.started).toEqual([`${first.json.requestId}.1`]);
  });

  test("with the key, but another body, is a conflict", async () => {
    const as = world.signIn("ada");
    await world.call("POST", "/requests", { as, body: deletion, headers: key });
    const { statusCode, json } = await world.call("POST", "/requests", {
      as,
      body: { kind: "deletion" },
      headers: key,
    });
    expect([statusCode, json.type]).toEqual([409, "https://habeas.dev/problems/idempotency-key-reused"]);
  });

  test("with the same key by somebody else is a request of their own (I14)", async () => {
    const [ada, ben] = [world.signIn("ada"), world.signIn("ben")];
    const first = await world.call("POST", "/requests", { as: ada, body: deletion, headers: key });
    const second = await world.call("POST", "/requests", { as: ben, body: deletion, headers: key });
    expect(second.statusCode).toBe(202);
    expect(second.json.requestId).not.toBe(first.json.requestId);
  });

  test("without a key is a conflict that says where the open one is", async () => {
    const as = world.signIn("ada");
    const first = await world.call("POST", "/requests", { as, body: deletion });
    const { statusCode, headers, json } = await world.call("POST", "/requests", { as, body: deletion });
    expect(statusCode).toBe(409);
    expect(headers.location).toBe(first.headers.location);
    expect(json).toMatchObject({ type: "https://habeas.dev/problems/already-open", requestId: first.json.requestId });
  });

  test("ten at once make one request (I2)", async () => {
    const as = world.signIn("ada");
    const asked = { as, body: deletion, headers: key };
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.call("POST", "/requests", asked)));
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
    expect(await world.countRequests()).toBe(1);
  });

  test("of an account past the point of no return is refused, without naming whose request it is", async () => {
    const as = world.signIn("ada");
    const ref = await world.ports.subjects.refOf("auth0|ada" as never);
    await world.ports.requests.changeSubject(ref, (subject) => ({
      outcome: undefined,
      subject: {
        ...subject,
        pointOfNoReturn: { requestId: "01AAAAAAAAAAAAAAAAAAAAAAAA" as never, at: world.clock.now() },
      },
      audit: [],
    }));
    const { statusCode, headers, json } = await world.call("POST", "/requests", { as, body: deletion });
    expect([statusCode, json.type]).toEqual([409, "https://habeas.dev/problems/being-deleted"]);
    expect(headers.location).toBeUndefined();
    expect(json.requestId).toBeUndefined();
  });

  test.each(["", " ", "a b", "x".repeat(65), "käse", "a\nb", "\u0000"])("with the key %j is refused", async (bad) => {
    const as = world.signIn("ada");
    const { statusCode, json } = await world.call("POST", "/requests", {
      as,
      body: deletion,
      headers: { "idempotency-key": bad },
    });
    expect([statusCode, json.type]).toEqual([400, "https://habeas.dev/problems/malformed-idempotency-key"]);
    expect(await world.countRequests()).toBe(0);
  });
});
