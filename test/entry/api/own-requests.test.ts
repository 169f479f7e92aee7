import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { at } from "../../support/requests.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const asked = async (name: string): Promise<{ as: string; requestId: RequestId }> => {
  const as = world.signIn(name);
  const { json } = await world.call("POST", "/requests", { as, body: { kind: "deletion" } });
  return { as, requestId: json.requestId };
};

const ends = ["", "/receipt"];
const now = at("2026-11-24");
const unknown = "01KARZ3NDEKTSV4RRFFQ69G5FA";

describe("what belongs to somebody else (I14)", () => {
  test.each(["GET", "DELETE"])("is to %s exactly like what never was", async (method) => {
    const { requestId } = await asked("ben");
    const as = world.signIn("ada");
    for (const end of method === "GET" ? ends : [""]) {
      for (const query of ["", "user_id=auth0|ben&expand=subject,audit"]) {
        const others = await world.call(method, `/requests/${requestId}${end}`, { as, query });
        const absent = await world.call(method, `/requests/${unknown}${end}`, { as, query });
        const shapeless = await world.call(method, `/requests/..%2f${requestId}${end}`, { as, query });
        expect(others.statusCode).toBe(404);
        expect(others).toEqual(absent);
        expect(others).toEqual(shapeless);
      }
    }
    expect(await world.ports.requests.find(requestId)).toMatchObject({ status: "received" });
  });

  test("is not in the list, whatever the query says", async () => {
    await asked("ben");
    const as = world.signIn("ada");
    expect((await world.call("GET", "/requests", { as })).json).toEqual({ requests: [] });
    const filtered = await world.call("GET", "/requests", { as, query: "user_id=auth0|ben" });
    expect([filtered.statusCode, filtered.json.type]).toEqual([400, "https://habeas.dev/problems/malformed-query"]);
  });

  test("a cursor of somebody else's list is refused", async () => {
    const [ada, ben] = [await asked("ada"), await asked("ben")];
    for (const { as, requestId } of [ada, ben]) {
      await world.call("DELETE", `/requests/${requestId}`, { as });
      world.clock.wind(1);
      await world.call("POST", "/requests", { as, body: { kind: "deletion" } });
    }
    const { json } = await world.call("GET", "/requests", { as: ben.as, query: "limit=1" });
    expect(
      (await world.call("GET", "/requests", { as: ben.as, query: `cursor=${json.cursor}` })).json.requests,
    ).toHaveLength(1);
    expect((await world.call("GET", "/requests", { as: ada.as, query: `cursor=${json.cursor}` })).statusCode).toBe(400);
  });
});

describe("the time to change one's mind", () => {
  test("is waived by a fresh login, once and for all", async () => {
    const { as, requestId } = await asked("ada");
    await world.change(requestId, () => ({ status: "cooling-off" }));
    expect((await world.call("GET", `/requests/${requestId}`, { as })).json.waivable).toBe(true);
    for (const _time of ["once", "twice"]) {
      const answer = await world.call("POST", `/requests/${requestId}/waiver`, { as });
      expect([answer.statusCode, answer.json.waivable]).toEqual([200, false]);
    }
    expect((await world.ports.requests.find(requestId))?.progress.waivedAt).toBe(world.clock.now());
  });

  test("is not waived by an old login, nor by somebody else, nor when it is over (I6, I14)", async () => {
    const { as, requestId } = await asked("ada");
    const waive = (token: string) => world.call("POST", `/requests/${requestId}/waiver`, { as: token });
    expect((await waive(as)).json.type).toBe("https://habeas.dev/problems/nothing-to-waive");
    await world.change(requestId, () => ({ status: "cooling-off" }));
    const old = await waive(world.signIn("ada", 301));
    expect([old.statusCode, old.headers["www-authenticate"]]).toEqual([401, expect.stringContaining("max_age=300")]);
    expect((await waive(world.signIn("ben"))).statusCode).toBe(404);
    expect((await world.ports.requests.find(requestId))?.progress.waivedAt).toBeUndefined();
  });
});

describe("a person's own request", () => {
  test("is shown without anything of how we keep it", async () => {
    const { as, requestId } = await asked("ada");
    await world.change(requestId, () => ({
      status: "cooling-off",
      progress: { coolingOffUntil: "2026-12-01T09:00:00.000Z", "account-deleted-intended": "2026-12-01T09:00:00.000Z" },
    }));
    const { statusCode, json, headers } = await world.call("GET", `/requests/${requestId}`, { as });
    expect(statusCode).toBe(200);
    expect(headers["cache-control"]).toBe("no-store");
    expect(Object.keys(json).sort()).toEqual([
      "coolingOffUntil",
      "dueAt",
      "kind",
      "receivedAt",
      "requestId",
      "status",
      "undelivered",
      "waivable",
      "withdrawable",
    ]);
    expect(json).toMatchObject({
      status: "cooling-off",
      coolingOffUntil: "2026-12-01T09:00:00.000Z",
      withdrawable: true,
    });
  });

  // a letter may reach nobody: what it says stands here too
  test.each([
    [
      { status: "refused", progress: { refusal: { ground: "legal-duty", law: "§ 147 AO", by: "officer:x", at: now } } },
      { refusal: { ground: "legal-duty", law: "§ 147 AO" } },
    ],
    [{ status: "refused", progress: { refusedFor: "protected-role" } }, { refusal: { ground: "protected-role" } }],
    [
      { status: "in-review", extension: { at: now, because: "complexity", by: "officer:x" } },
      { extended: "complexity" },
    ],
    [{ status: "in-review", suspensions: [{ from: now, because: "scope", by: "officer:x" }] }, { question: "scope" }],
    [{ status: "held", progress: { holdReviewAt: now } }, { heldUntilReview: now }],
    [{ status: "in-review", progress: { "interim-told": { notice: "no-address", at: now } } }, { undelivered: true }],
  ] as [Partial<PrivacyRequest>, object][])("says what its letters say: %j", async (given, shown) => {
    const { as, requestId } = await asked("ada");
    await world.change(requestId, () => ({ status: "needs-attention" }));
    await world.change(requestId, () => given);
    const { json } = await world.call("GET", `/requests/${requestId}`, { as });
    expect(json).toMatchObject(shown);
    expect(JSON.stringify(json)).not.toContain("officer:");
  });

  test("is listed newest first, page by page", async () => {
    const { as, requestId } = await asked("ada");
    await world.call("DELETE", `/requests/${requestId}`, { as });
    world.clock.wind(60);
    const second = (await world.call("POST", "/requests", { as: world.signIn("ada"), body: { kind: "deletion" } })).json
      .requestId;
    const first = await world.call("GET", "/requests", { as, query: "limit=1" });
    expect(first.json.requests.map((each: { requestId: string }) => each.requestId)).toEqual([second]);
    const next = await world.call("GET", "/requests", { as, query: `limit=1&cursor=${first.json.cursor}` });
    expect(next.json.requests.map((each: { requestId: string }) => each.requestId)).toEqual([requestId]);
    expect(next.json.cursor).toBeUndefined();
  });

  test.each([
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1e1",
    "limit=%20",
    "limit=1&limit=2",
    "cursor=",
    "cursor=%00",
    "cursor=!",
    "cursor=AAAA",
    `cursor=${"A".repeat(3000)}`,
    "__proto__=1",
    "page=2",
    "%ED%A0%80=1",
    "&&&=",
  ])("is not listed by the query %s, which is refused", async (query) => {
    const { as } = await asked("ada");
    const { statusCode, json } = await world.call("GET", "/requests", { as, query });
    expect([statusCode, json.type]).toEqual([400, "https://habeas.dev/problems/malformed-query"]);
  });

  test("has an address with or without a slash at its end, and answers HEAD without a body", async () => {
    const { as, requestId } = await asked("ada");
    expect((await world.call("GET", `/requests/${requestId}/`, { as })).statusCode).toBe(200);
    const head = await world.call("HEAD", `/requests/${requestId}`, { as });
    expect([head.statusCode, head.body]).toEqual([200, undefined]);
  });
});

describe("taking a request back", () => {
  test("needs no fresh login, and twice is the same as once", async () => {
    const { requestId } = await asked("ada");
    const as = world.signIn("ada", 30 * 86_400);
    const first = await world.call("DELETE", `/requests/${requestId}`, { as });
    expect([first.statusCode, first.json.status, first.json.withdrawable]).toEqual([200, "withdrawn", false]);
    expect(await world.call("DELETE", `/requests/${requestId}`, { as })).toEqual(first);
  });

  test("is too late past the point of no return, and says so plainly (I5)", async () => {
    const { as, requestId } = await asked("ada");
    await world.change(requestId, () => ({ status: "running", pointOfNoReturnAt: world.clock.now() }));
    const { statusCode, json, headers } = await world.call("DELETE", `/requests/${requestId}`, { as });
    expect(statusCode).toBe(409);
    expect(json).toMatchObject({ type: "https://habeas.dev/problems/too-late-to-withdraw", requestId });
    expect(headers.location).toBeUndefined();
  });

  test("of an answered request changes nothing", async () => {
    const { as, requestId } = await asked("ada");
    await world.change(requestId, () => ({ status: "refused", closedAt: world.clock.now() }));
    const { statusCode, json } = await world.call("DELETE", `/requests/${requestId}`, { as });
    expect([statusCode, json.type]).toEqual([409, "https://habeas.dev/problems/request-ended"]);
  });
});

describe("the receipt", () => {
  test("is not there before the deletion is done", async () => {
    const { as, requestId } = await asked("ada");
    const { statusCode, json } = await world.call("GET", `/requests/${requestId}/receipt`, { as });
    expect([statusCode, json.type]).toEqual([404, "https://habeas.dev/problems/no-receipt-yet"]);
  });

  test("is handed to its owner as it was signed, also when only the closing record knows them", async () => {
    const { as, requestId } = await asked("ada");
    const jws = await world.ports.keys.sign(Buffer.from(JSON.stringify({ requestId })), "habeas-receipt+jws");
    await world.ports.archive.putOnce("receipts", `${requestId}.jws`, Buffer.from(jws));
    await world.change(requestId, () => ({ status: "running", pointOfNoReturnAt: world.clock.now() }));
    await world.change(requestId, () => ({
      status: "fulfilled",
      progress: { "receipt-signed": { at: world.clock.now() } },
    }));
    const userId = world.callers.get(as)?.userId;
    const ref = userId && (await world.ports.subjects.find(userId));
    if (userId === undefined || ref === undefined) throw new Error("Ada is not known");
    await world.ports.subjects.keepClosing(requestId, {
      identities: [{ userId, createdAt: world.clock.now() }],
      locale: "en",
    });
    await world.ports.subjects.forget(ref);
    const { json } = await world.call("GET", `/requests/${requestId}`, { as });
    expect(json.receipt).toBe(`/requests/${requestId}/receipt`);
    const receipt = await world.call("GET", json.receipt, { as });
    expect([receipt.statusCode, receipt.headers["content-type"], receipt.body]).toEqual([200, "application/jose", jws]);
    expect(receipt.headers["cache-control"]).toBe("no-store");
    expect((await world.call("GET", json.receipt, { as: world.signIn("ben") })).statusCode).toBe(404);
  });
});
