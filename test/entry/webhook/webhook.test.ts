import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EventMessage, quarantineContext } from "#requests/event-messages.ts";
import { openWorld, streamTokens } from "../api/world.ts";

let world: ReturnType<typeof openWorld>;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const place = "/auth0/log-events";
const [token = "", next = ""] = streamTokens;
const post = (raw: string | Uint8Array, headers: Record<string, string> = { authorization: token }) =>
  world.call("POST", place, { raw, headers });
const queued = () => world.queued.map((body) => EventMessage.parse(JSON.parse(body)));
const eventsQueued = () => queued().flatMap((message) => ("events" in message ? message.events : []));
const poisonQueued = () => queued().flatMap((message) => ("poison" in message ? message.poison : []));
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../events/fixtures/${name}.json`, import.meta.url), "utf8")) as {
    headers: Record<string, string>;
    body: string;
  };

const record = (log_id: string, more: object = {}) => ({
  log_id,
  data: { type: "s", user_id: "auth0|ada", user_name: "ada@example.com", ip: "203.0.113.7", ...more },
});

describe("a delivery of a log stream", () => {
  test.each([["wh-01-jsonarray-batch"], ["wh-02-jsonobject-batch"], ["wh-03-jsonlines-batch"]])(
    "%s is taken in, told apart by its content",
    async (name) => {
      const { body, headers } = fixture(name);
      const answer = await post(body, { authorization: headers.authorization ?? "", "content-type": "text/whatever" });
      expect(answer.statusCode).toBe(200);
      const { taken, putAside } = JSON.parse(answer.body ?? "") as { taken: number; putAside: number };
      expect([taken, putAside]).toEqual([eventsQueued().length, 0]);
      expect(taken).toBeGreaterThan(1);
    },
  );

  test("leaves no mail address, IP address or live link in the queue, nor in the log (I10)", async () => {
    for (const name of ["wh-01-jsonarray-batch", "wh-02-jsonobject-batch", "wh-03-jsonlines-batch"])
      await post(fixture(name).body);
    expect(world.queued.join()).not.toMatch(/@|203\.0\.113|2001:db8|https?:|ticket|Mozilla/i);
    expect(world.lines.join()).not.toMatch(/@|203\.0\.113/);
  });

  test("may be one event alone, or written over several lines", async () => {
    expect((await post(JSON.stringify(record("1"), null, 2))).statusCode).toBe(200);
    expect((await post(JSON.stringify({ logs: [record("2")] }, null, 2))).statusCode).toBe(200);
    expect((await post(JSON.stringify([record("3")], null, 2))).statusCode).toBe(200);
    expect((await post(` \r\n${JSON.stringify(record("4"))}\n\n`)).statusCode).toBe(200);
    expect(eventsQueued().map(({ logId }) => logId)).toEqual(["1", "2", "3", "4"]);
  });

  test("is packed ten events to a message", async () => {
    await post(JSON.stringify(Array.from({ length: 25 }, (_, place) => record(String(place)))));
    expect(queued().map((message) => ("events" in message ? message.events.length : 0))).toEqual([10, 10, 5]);
  });

  test("is packed into more messages where somebody blew its events up", async () => {
    const long = "\u0000".repeat(1000); // six signs each, once it is JSON
    const fields = { client_id: long, connection: long, user_id: long, date: long, type: long };
    await post(JSON.stringify(Array.from({ length: 12 }, (_, place) => record(String(place), fields))));
    expect(eventsQueued()).toHaveLength(12);
    expect(Math.max(...world.queued.map((body) => body.length))).toBeLessThan(100_000);
    expect(world.queued).toHaveLength(12);
  });

  test("is answered with 503, and sent again by Auth0, when it could not be stored (I1)", async () => {
    const { Busy } = await import("#kernel/failure.ts");
    world.close();
    const queue = {
      send: async () => {
        throw new Busy("full");
      },
    };
    world = openWorld({ ports: { ...world.ports, queue } as never });
    expect((await post(JSON.stringify([record("1")]))).statusCode).toBe(503);
  });
});

describe("who may deliver", () => {
  test("is who sends one of the two live values, exactly", async () => {
    for (const value of [token, next]) expect((await post("[]", { authorization: value })).statusCode).toBe(200);
    for (const value of [
      "",
      " ",
      `Bearer ${token}`,
      `${token} `,
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      `${token}\n${next}`,
    ]) {
      expect([value, (await post("[]", { authorization: value })).statusCode]).toEqual([value, 401]);
    }
    expect((await post("[]", {})).statusCode).toBe(401);
    expect((await post(fixture("wh-04-wrong-token").body, fixture("wh-04-wrong-token").headers)).statusCode).toBe(401);
    expect(world.queued).toEqual([]);
  });

  test("is told nothing by the answer, and the body is not even read before", async () => {
    const answer = await post("not json at all", { authorization: "wrong" });
    expect([answer.statusCode, answer.body?.includes(token)]).toEqual([401, false]);
  });
});

describe("a delivery that cannot be read as a whole", () => {
  test.each([
    [400, "log_id=9002&data%5Btype%5D=sdu"],
    [400, ""],
    [400, "[{"],
    [400, '[{"log_id":"1","log_id":"2","data":{"type":"s"}}]'],
    [400, '[{"__proto__":{"log_id":"9004"}}]'],
    [400, '{"logs":[{"log_id":"1","data":{"type":"s"}}],"logs":[{"log_id":"2","data":{"type":"s"}}]}'],
    [400, '{"logs":[{"log_id":"1","data":{"a":1,"a":2}},{"log_id":"2","data":{}}],"more":[]}'],
    [400, new Uint8Array([0x5b, 0xff, 0x5d])],
    [413, `[${"[".repeat(100)}${"]".repeat(100)}]`],
    [413, `{"log_id":"1","data":{"type":"s","details":${'{"a":'.repeat(8000)}1${"}".repeat(8002)}`],
    [413, `[${" ".repeat(5 * 1024 * 1024)}]`],
  ])("is refused with %i", async (status, raw) => {
    expect((await post(raw)).statusCode).toBe(status);
    expect(world.queued).toEqual([]);
  });

  test("is refused when it is compressed: nothing is unpacked here", async () => {
    const answer = await post("[]", { authorization: token, "content-encoding": "gzip" });
    expect([answer.statusCode, answer.headers?.["accept-encoding"]]).toEqual([415, undefined]);
  });
});

describe("a part that is no event", () => {
  test("goes aside, sealed and with its reason, and the rest is handled", async () => {
    const body = JSON.stringify([
      record("1"),
      "text",
      { data: { type: "s", user_name: "ada@example.com" } },
      record("2"),
    ]);
    const answer = await post(body);
    expect(JSON.parse(answer.body ?? "")).toEqual({ taken: 2, putAside: 2 });
    expect(poisonQueued().map(({ reason }) => reason)).toEqual(["not-an-object", "no-log-id"]);
    expect(world.queued.join()).not.toMatch(/@/);
    const [, second] = poisonQueued();
    const opened = await world.ports.keys.unseal(Buffer.from(second?.sealed ?? "", "base64url"), quarantineContext);
    expect(Buffer.from(opened).toString()).toContain("ada@example.com");
  });

  test("of lines is the one line that cannot be read", async () => {
    const lines = [JSON.stringify(record("1")), '{"log_id":"2",', '{"a":1,"a":2}', JSON.stringify(record("3"))];
    expect((await post(lines.join("\n"))).statusCode).toBe(200);
    expect(eventsQueued().map(({ logId }) => logId)).toEqual(["1", "3"]);
    expect(poisonQueued().map(({ reason }) => reason)).toEqual(["malformed", "duplicate-key"]);
  });

  test.each([
    ["an array", (parts: string[]) => `[${parts.join(" ,\n ")}]`],
    ["an object with logs", (parts: string[]) => `{ "logs" : [${parts.join(",")}]}`],
  ])("of %s is the one record that cannot be taken in, and not its neighbours", async (_, wrapped) => {
    const twice = '{"log_id":"2","data":{"type":"s","a":"[,\\"{","a":2}}';
    const forbidden = '{"log_id":"3","data":{"__proto__":{"type":"sdu"}}}';
    const body = wrapped([
      JSON.stringify(record("1", { note: '],"{' })),
      twice,
      forbidden,
      JSON.stringify(record("4")),
    ]);
    const answer = await post(body);
    expect([answer.statusCode, JSON.parse(answer.body ?? "")]).toEqual([200, { taken: 2, putAside: 2 }]);
    expect(eventsQueued().map(({ logId }) => logId)).toEqual(["1", "4"]);
    expect(poisonQueued().map(({ reason }) => reason)).toEqual(["duplicate-key", "forbidden-key"]);
    const opened = await world.ports.keys.unseal(
      Buffer.from(poisonQueued()[0]?.sealed ?? "", "base64url"),
      quarantineContext,
    );
    expect(Buffer.from(opened).toString().trim()).toBe(twice);
  });

  test("of lines may be the first one", async () => {
    for (const first of ['{"log_id":"0", broken', '{"log_id":"0","data":"\xff']) {
      const bytes = Buffer.from([first, JSON.stringify(record(String(first.length))), ""].join("\n"), "latin1");
      expect((await post(bytes)).statusCode).toBe(200);
    }
    expect(eventsQueued()).toHaveLength(2);
    expect(poisonQueued().map(({ reason }) => reason)).toEqual(["malformed", "invalid-utf8"]);
  });

  test("is put aside however many there are: beyond a hundred the rest goes as one (I1)", async () => {
    const answer = await post(JSON.stringify([...Array.from({ length: 250 }, (_, place) => place), record("1")]));
    expect(JSON.parse(answer.body ?? "")).toEqual({ taken: 1, putAside: 250 });
    expect(poisonQueued()).toHaveLength(100);
    const rest = poisonQueued().at(-1);
    expect(rest).toMatchObject({ reason: "too-many-parts", whole: true });
    const opened = await world.ports.keys.unseal(Buffer.from(rest?.sealed ?? "", "base64url"), quarantineContext);
    const numbers = Buffer.from(opened).toString().trim().split("\n");
    expect([numbers[0], numbers.at(-1), numbers.length]).toEqual(["99", "249", 151]);
  });

  test("that is too large to be sealed is kept in part, and cannot be put back", async () => {
    await post(JSON.stringify([{ log_id: "x".repeat(5000), data: { type: "s" } }]));
    expect(poisonQueued()[0]).toMatchObject({ reason: "field-too-long", whole: false });
    expect(poisonQueued()[0]?.bytes).toBeGreaterThan(5000);
  });
});
