import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import { accessLink } from "#requests/rights-session.ts";
import { at } from "../../support/requests.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const userId = "auth0|ada" as UserId;
const createdAt = at("2025-01-01");
const none = { identities: [], locale: "en" as const };

/** Ada's export, made and told of. */
const answered = async (more: object = {}): Promise<{ as: string; requestId: RequestId }> => {
  const as = world.signIn("ada");
  const { json } = await world.call("POST", "/requests", { as, body: { kind: "export" } });
  const requestId = json.requestId as RequestId;
  const { clock, ports } = world;
  const ref = await ports.subjects.refOf(userId);
  await ports.subjects.bind(ref, requestId, { userId, createdAt, ...none });
  const name = `${requestId}.zip`;
  await ports.archive.putOnce("exports", name, Buffer.from("PK"));
  const made = {
    at: clock.now(),
    name,
    bytes: 2,
    sha256: "0".repeat(64),
    missing: [],
    until: plus(clock.now(), 86_400),
  };
  await world.change(requestId, () => ({ status: "running" }));
  await world.change(requestId, () => ({ status: "fulfilled", progress: { "package-made": made, ...more } }));
  return { as, requestId };
};
const fetchIt = (requestId: RequestId, as: string) => world.call("GET", `/requests/${requestId}/package`, { as });
const eventsOf = async (requestId: RequestId) =>
  (await world.ports.audit.entries(`request/${requestId}`)).items.map(({ event }) => event);

/** A session by a mailed link, of an account of this age. */
const session = async (since = createdAt): Promise<string> => {
  const link = await accessLink(world.ports)({ userId, createdAt: since }, 3600);
  const page = await world.call("POST", `/access/${link}`, {
    raw: "",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  return /name="session" value="(hrs_[\w-]+)"/.exec(page.body ?? "")?.[1] ?? "";
};

describe("a package", () => {
  test("is signed for its owner's fresh login, on record", async () => {
    const { as, requestId } = await answered();
    const { statusCode, json } = await fetchIt(requestId, as);
    expect([statusCode, json.fileName]).toEqual([200, `habeas-export-${requestId}.zip`]);
    expect(await eventsOf(requestId)).toContain("package-download-signed");
    expect((await fetchIt(requestId, world.signIn("ada", 301))).statusCode).toBe(401);
  });

  test("is offered on the page of a rights session, whose button answers with an address of a minute", async () => {
    const { requestId } = await answered();
    const press = (session: string, fields: Record<string, string> = {}) =>
      world.call("POST", "/rights-session", {
        raw: new URLSearchParams({ session, ...fields }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
    const as = await session();
    expect((await press(as)).body).toContain("Fetch my data");
    const { body } = await press(as, { choice: "package", request: requestId });
    expect(body).toMatch(/<a href="[^"]+">Download the package/);
    expect(await eventsOf(requestId)).toContain("package-download-signed");
    const newcomer = await session(plus(createdAt, 86_400));
    expect((await press(newcomer, { choice: "package", request: requestId })).body).not.toContain("<a href");
  });

  test("is signed for a rights session, which no login could be fresher than", async () => {
    const { requestId } = await answered();
    const { statusCode } = await fetchIt(requestId, await session());
    expect(statusCode).toBe(200);
    const { items } = await world.ports.audit.entries(`request/${requestId}`);
    expect(items.find(({ event }) => event === "package-download-signed")?.facts).toMatchObject({
      by: "link to a verified address",
      seconds: 60,
    });
  });

  test("is nobody's whose token does not say of which account it is: the next login does", async () => {
    const { as, requestId } = await answered();
    world.callers.set(as, { ...(world.callers.get(as) as Caller), accountCreatedAt: undefined });
    const { statusCode, json } = await fetchIt(requestId, as);
    expect([statusCode, json.type]).toEqual([401, "https://habeas.dev/problems/fresh-login-needed"]);
  });
});

describe("somebody who signs up again under the same user id (I7, I14, I22)", () => {
  const newcomer = () => {
    world.clock.wind(3600);
    return world.signIn("ada", 60, plus(world.clock.now(), -120));
  };

  test("sees nothing of the former owner's: no request, no list, no package, no receipt", async () => {
    const { requestId } = await answered();
    const as = newcomer();
    expect((await world.call("GET", "/requests", { as })).json).toEqual({ requests: [] });
    for (const end of ["", "/package", "/receipt"]) {
      const theirs = await world.call("GET", `/requests/${requestId}${end}`, { as });
      const never = await world.call("GET", `/requests/01KARZ3NDEKTSV4RRFFQ69G5FA${end}`, { as });
      expect(theirs.statusCode).toBe(404);
      expect(theirs).toEqual(never);
    }
    expect((await world.call("DELETE", `/requests/${requestId}`, { as })).statusCode).toBe(404);
    expect((await fetchIt(requestId, await session(plus(world.clock.now(), -120)))).statusCode).toBe(404);
  });

  test("is not offered the former owner's package when they ask for their own", async () => {
    await answered();
    const { statusCode } = await world.call("POST", "/requests", { as: newcomer(), body: { kind: "export" } });
    expect(statusCode).toBe(202);
  });

  test("leaves the package to the former owner, who has a link", async () => {
    const { requestId } = await answered();
    newcomer();
    expect((await fetchIt(requestId, await session())).statusCode).toBe(200);
  });

  test("keeps their own package from a former owner whose token is still good, and the try is on record", async () => {
    const { requestId } = await answered();
    const former = world.signIn("ada", 60, at("2024-01-01"));
    const { statusCode, json } = await fetchIt(requestId, former);
    expect([statusCode, json.type]).toEqual([404, "https://habeas.dev/problems/no-package"]);
    expect(await eventsOf(requestId)).toContain("package-download-refused");
    expect(await eventsOf(requestId)).not.toContain("package-download-signed");
  });

  test("gets nothing that was bound when the account was gone", async () => {
    const { as, requestId } = await answered({ foundAbsent: true });
    expect((await fetchIt(requestId, as)).statusCode).toBe(200);
    expect((await fetchIt(requestId, newcomer())).statusCode).toBe(404);
  });
});
