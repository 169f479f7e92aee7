import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTenant, type Tenant } from "#local/tenant/tenant.ts";
import { call, options } from "../../support/tenant.ts";
import { woundClock } from "../../support/wound-clock.ts";

interface Delivery {
  headers: IncomingMessage["headers"];
  body: string;
}

let receiver: Server;
let deliveries: Delivery[];
/** What the receiver does with the next deliveries: a status, or hang up. */
let behaviour: (number | "hang-up")[];
let tenant: Tenant;
const clock = woundClock();
const open = (file = ":memory:") =>
  openTenant({
    ...options(clock),
    file,
    keywords: {
      ...options(clock).keywords,
      LOG_STREAM_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/logs`,
      LOG_STREAM_TOKEN: "Exactly As Typed",
    },
  });

beforeEach(async () => {
  [deliveries, behaviour] = [[], []];
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    deliveries.push({ headers: request.headers, body });
    const next = behaviour.shift() ?? 200;
    if (next === "hang-up") response.destroy();
    else response.writeHead(next).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  tenant = await open();
});
afterEach(async () => {
  await tenant.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const write = (count: number): void => {
  for (let number = 1; number <= count; number += 1) tenant.emit("s", "", { user_id: "auth0|ada", number });
};
const numbersIn = ({ body }: Delivery): unknown[] =>
  (JSON.parse(body) as { data: { number: number } }[]).map(({ data }) => data.number);

describe("a log stream", () => {
  test("delivers records as an array, with the Authorization exactly as it was typed", async () => {
    write(3);
    await tenant.streams.settle();
    expect(deliveries.map(numbersIn)).toEqual([[1, 2, 3]]);
    expect(deliveries[0]?.headers).toMatchObject({
      authorization: "Exactly As Typed",
      "content-type": "application/json",
    });
  });

  test("writes lines or one object where it is told to", async () => {
    tenant.streams.behave({ format: "JSONLINES" });
    write(2);
    await tenant.streams.settle();
    tenant.streams.behave({ format: "JSONOBJECT" });
    write(1);
    await tenant.streams.settle();
    expect(deliveries[0]?.body.split("\n")).toHaveLength(2);
    expect(Object.keys(JSON.parse(deliveries[1]?.body ?? "{}") as object)).toEqual(["logs"]);
  });

  test("tries three times at once, and goes on from the same place later", async () => {
    behaviour = [500, "hang-up", 503];
    write(2);
    await tenant.streams.settle();
    expect(deliveries).toHaveLength(3);
    await tenant.streams.settle();
    expect(deliveries.map(numbersIn)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  test("keeps what is written while it is paused, and brings it when it goes on", async () => {
    tenant.streams.pause();
    write(2);
    await tenant.streams.settle();
    expect(deliveries).toEqual([]);
    tenant.streams.resume();
    await tenant.streams.settle();
    expect(deliveries.map(numbersIn)).toEqual([[1, 2]]);
  });

  test("repeats and reorders where a test asks for it", async () => {
    tenant.streams.behave({ batch: 2, duplicates: true, reorder: true });
    write(4);
    await tenant.streams.settle();
    expect(deliveries.map(numbersIn)).toEqual([
      [4, 4, 3, 3],
      [4, 4, 3, 3],
      [2, 2, 1, 1],
      [2, 2, 1, 1],
    ]);
  });

  test("is listed by the Management API, and paused by it", async () => {
    const { body } = await call(tenant, "GET", "/log-streams");
    const [stream] = body as unknown as { id: string; status: string; name: string }[];
    expect(stream).toMatchObject({ status: "active", name: "Habeas" });
    const changed = await call(tenant, "PATCH", `/log-streams/${stream?.id}`, { body: { status: "paused" } });
    expect([changed.status, changed.body.status]).toEqual([200, "paused"]);
    expect((await call(tenant, "GET", "/log-streams/lst_0000000000000000")).status).toBe(404);
    expect((await call(tenant, "GET", "/log-streams", { scopes: ["read:logs"] })).status).toBe(403);
  });
});
