import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { askForAccessLink } from "#requests/access-links.ts";
import { accessLink } from "#requests/rights-session.ts";
import { at } from "../support/requests.ts";
import { openWorld, type World } from "./api/world.ts";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const ada = { userId: "auth0|ada" as UserId, createdAt: at("2025-01-01") };
const form = { "content-type": "application/x-www-form-urlencoded" };
const send = (path: string, fields: Record<string, string> = {}) =>
  world.call("POST", path, { raw: new URLSearchParams(fields).toString(), headers: form });
const sessionIn = (body: string | undefined) => /name="session" value="(hrs_[\w-]+)"/.exec(body ?? "")?.[1] ?? "";
const title = (body: string | undefined) => /<h1>(.*?)<\/h1>/.exec(body ?? "")?.[1];
const enter = async () => sessionIn((await send(`/access/${await accessLink(world.ports)(ada, 3600)}`)).body);

describe("asking for an access link", () => {
  const ask = (email: unknown) => world.call("POST", "/access-links", { body: { email } });

  test("is answered the same for everybody, with the same work behind it (I14)", async () => {
    const { subjects, requests } = world.ports;
    const calls: string[] = [];
    const answers: unknown[] = [];
    for (const email of ["ada@example.com", "nobody@nowhere.example", "UNVERIFIED@example.com"]) {
      calls.length = 0;
      const spied = askForAccessLink({
        clock: world.clock,
        keys: {
          ...world.ports.keys,
          mac: (text) => {
            calls.push("mac");
            return world.ports.keys.mac(text);
          },
        },
        schedules: { ...world.ports.schedules, once: async () => void calls.push("once") },
      });
      await spied(email);
      expect(calls).toEqual(["mac", "once"]);
      answers.push(await ask(email));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ statusCode: 202 });
    expect([await subjects.find("auth0|ada" as UserId), await requests.parkedForRoom()]).toEqual([undefined, []]);
  });

  test("many times within minutes is one wish (blast radius), and it names nobody (I10)", async () => {
    for (let time = 0; time < 10; time += 1) await ask("ada@example.com");
    expect(new Set(world.planned).size).toBe(1);
    world.clock.wind(20 * 60);
    await ask("ada@example.com");
    expect(new Set(world.planned).size).toBe(2);
    expect(world.planned.join()).not.toMatch(/\bada\b|example/);
  });

  test.each([undefined, "", "ada", "a@", "@b.example", `${"x".repeat(300)}@example.com`, 7, { a: 1 }])(
    "of %j is refused plainly",
    async (email) => {
      expect((await ask(email)).statusCode).toBe(422);
    },
  );
});

describe("a one-time link", () => {
  test("is not used up by looking, is by its button, and works once", async () => {
    const token = await accessLink(world.ports)(ada, 3600);
    for (let time = 0; time < 3; time += 1)
      expect(title((await world.call("GET", `/access/${token}`)).body)).toBe("Your privacy rights");
    expect(title((await send(`/access/${token}`)).body)).toBe("Your requests");
    const again = await send(`/access/${token}`);
    expect([again.statusCode, title(again.body)]).toEqual([404, "This link does not work any more"]);
  });

  test("is over when its time is over", async () => {
    const token = await accessLink(world.ports)(ada, 60);
    world.clock.wind(60);
    expect((await world.call("GET", `/access/${token}`)).statusCode).toBe(404);
    expect((await send(`/access/${token}`)).statusCode).toBe(404);
  });

  test.each(["x", "A".repeat(200), "%00", "..%2f", "A".repeat(4000)])(
    "that was made up is no link: %j (I15)",
    async (token) => {
      expect((await world.call("GET", `/access/${token}`)).statusCode).toBe(404);
      expect((await send(`/access/${token}`)).statusCode).toBe(404);
    },
  );

  test("is no session, and a session is no link", async () => {
    const token = await accessLink(world.ports)(ada, 3600);
    expect((await world.call("GET", "/requests", { as: `hrs_${token}` })).statusCode).toBe(401);
    const session = await enter();
    expect((await send(`/access/${session.slice(4)}`)).statusCode).toBe(404);
  });
});

describe("a rights session", () => {
  test("asks for a deletion, which waits for a yes by mail, and takes it back", async () => {
    const session = await enter();
    const asked = await send("/rights-session", { session, choice: "deletion" });
    expect(asked.body).toContain("please confirm there");
    const { json } = await world.call("GET", "/requests", { as: session });
    const [{ requestId }] = json.requests as [{ requestId: RequestId }];
    expect(await world.ports.requests.find(requestId)).toMatchObject({ channel: "rights-session" });
    const kept = await send("/rights-session", { session, choice: "withdraw", request: requestId });
    expect(kept.body).toContain("Your account stays as it is");
    expect((await world.ports.requests.find(requestId))?.status).toBe("withdrawn");
  });

  const own = async (session: string, kind: string) => {
    const { json } = await world.call("GET", "/requests", { as: session });
    return (json.requests as { requestId: RequestId; kind: string }[]).filter((request) => request.kind === kind);
  };

  test("asks for a copy of one's data, once", async () => {
    const session = await enter();
    for (let time = 0; time < 2; time += 1)
      expect((await send("/rights-session", { session, choice: "export" })).body).toContain(
        "We put your data together",
      );
    const [only, ...others] = await own(session, "export");
    expect([(await world.ports.requests.find(only?.requestId as RequestId))?.progress.format, others]).toEqual([
      "full",
      [],
    ]);
  });

  test("asks that data be stored only, for one of the reasons of the law, and no other", async () => {
    const session = await enter();
    const page = (await send("/rights-session", { session, choice: "restriction", ground: "because" })).body;
    expect(await own(session, "restriction")).toEqual([]);
    const offered = [...(page?.matchAll(/<option value="([\w-]+)"/g) ?? [])].map(([, ground]) => ground ?? "");
    expect(offered).toHaveLength(4);
    const asked = await send("/rights-session", { session, choice: "restriction", ground: offered[1] ?? "" });
    expect(asked.body).toContain("Nothing changes about your sign-in");
    expect(asked.body).not.toContain("<select");
    expect(await own(session, "restriction")).toMatchObject([{ restriction: { ground: offered[1], state: "asked" } }]);
  });

  test("is told so when the account is being deleted already", async () => {
    const session = await enter();
    const ref = await world.ports.subjects.refOf(ada.userId);
    const pointOfNoReturn = { requestId: "01AAAAAAAAAAAAAAAAAAAAAAAA" as RequestId, at: world.clock.now() };
    await world.ports.requests.changeSubject(ref, (subject) => ({
      outcome: undefined,
      subject: { ...subject, pointOfNoReturn },
      audit: [],
    }));
    const { body } = await send("/rights-session", { session, choice: "export" });
    expect(body).toContain("is being deleted already");
    expect(await own(session, "export")).toEqual([]);
  });

  test("is a token for the API as well: what is one's own, and nothing of an officer's", async () => {
    const as = await enter();
    const { statusCode, json } = await world.call("POST", "/requests", { as, body: { kind: "deletion" } });
    expect(statusCode).toBe(202);
    expect((await world.call("GET", `/requests/${json.requestId}`, { as })).statusCode).toBe(200);
    const { items } = await world.ports.audit.entries(`request/${json.requestId}`);
    expect(items[0]?.facts).toMatchObject({ channel: "rights-session", by: "link to a verified address" });
    for (const path of ["/officer/requests", "/officer/kill-switch"])
      expect((await world.call("GET", path, { as })).statusCode).toBe(403);
  });

  test("cannot cut the time short: that needs a login", async () => {
    const as = await enter();
    const { json } = await world.call("POST", "/requests", { as, body: { kind: "deletion" } });
    await world.change(json.requestId, () => ({ status: "cooling-off" }));
    expect((await world.call("POST", `/requests/${json.requestId}/waiver`, { as })).statusCode).toBe(401);
  });

  test("sees nothing of anybody else's (I14)", async () => {
    const { json } = await world.call("POST", "/requests", { as: world.signIn("ben"), body: { kind: "deletion" } });
    const session = await enter();
    const answer = await send("/rights-session", { session, choice: "withdraw", request: json.requestId });
    expect(answer.body).not.toContain(json.requestId);
    expect((await world.ports.requests.find(json.requestId))?.status).toBe("received");
  });

  test("is over after its minutes, for pages and API alike", async () => {
    const session = await enter();
    world.clock.wind(15 * 60);
    expect((await send("/rights-session", { session, choice: "deletion" })).statusCode).toBe(404);
    expect((await world.call("GET", "/requests", { as: session })).statusCode).toBe(401);
  });

  test.each(["", "hrs_", "hrs_x", "token-of-ada", `hrs_${"A".repeat(300)}`])(
    "that was made up is none: %j (I15)",
    async (session) => {
      expect((await send("/rights-session", { session, choice: "deletion" })).statusCode).toBe(404);
    },
  );
});
