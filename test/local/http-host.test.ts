import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, describe, expect, test } from "vitest";
import { type HttpHandler, type HttpHost, type HttpHostOptions, listen, PortInUse } from "#local/http-host.ts";
import { jsonLog } from "#runtime/log.ts";

const lines: string[] = [];
const log = jsonLog({ sink: (line) => lines.push(line) });
const hosts: HttpHost[] = [];
afterEach(async () => {
  lines.length = 0;
  for (const host of hosts.splice(0)) await host.close();
});

const serve = async (handler: HttpHandler, more: Partial<HttpHostOptions> = {}): Promise<HttpHost> => {
  const host = await listen(0, { routes: () => handler, log, ...more });
  hosts.push(host);
  return host;
};

/** A host that answers with the event it got. */
const echo = () => serve(async (event) => ({ statusCode: 200, body: JSON.stringify(event) }));

/** Sends bytes as they are, and reads until the connection ends. */
const raw = (url: string, text: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part) => {
      answer += part;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });

const rawEcho = async (head: string): Promise<APIGatewayProxyEventV2> => {
  const { url } = await echo();
  const answer = await raw(url, `${head}\r\nHost: api.local:1\r\nConnection: close\r\n\r\n`);
  return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
};

describe("a call becomes an event of payload format 2.0", () => {
  test("with path, query, headers, cookies and body as the gateway writes them", async () => {
    const { url } = await echo();
    const response = await fetch(`${url}/a%20b/c?x=1&x=2&y=%26`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-One": "1", Cookie: "a=1; b=2" },
      body: '{"é":1}',
    });
    const event = (await response.json()) as APIGatewayProxyEventV2;
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/a%20b/c",
      rawQueryString: "x=1&x=2&y=%26",
      queryStringParameters: { x: "1,2", y: "&" },
      cookies: ["a=1", "b=2"],
      headers: { "content-type": "application/json", "x-one": "1" },
      body: '{"é":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: "POST", path: "/a%20b/c", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        stage: "$default",
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers.cookie).toBeUndefined();
    expect(response.headers.get("apigw-requestid")).toBe(event.requestContext.requestId);
  });

  test("with repeated headers joined, also those of which node keeps one only", async () => {
    const event = await rawEcho("GET / HTTP/1.1\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\nX: 1\r\nX: 2");
    expect(event.headers).toMatchObject({ authorization: "Bearer a,Bearer b", x: "1,2" });
  });

  test("with a header and a query parameter called __proto__ as plain members", async () => {
    const event = await rawEcho("GET /?__proto__=1 HTTP/1.1\r\n__proto__: 2");
    expect(Object.entries(event.headers)).toContainEqual(["__proto__", "2"]);
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([["__proto__", "1"]]);
  });

  test.each([
    ["bytes of no text", "application/octet-stream", [1, 2, 3]],
    ["JSON that is not UTF-8", "application/json", [0x22, 0xff, 0x22]],
    ["text of no type", "", [0x61]],
  ])("with %s in base64", async (_title, type, bytes) => {
    const { url } = await echo();
    const headers = type === "" ? undefined : { "content-type": type };
    const response = await fetch(url, { method: "POST", body: Uint8Array.from(bytes), ...(headers && { headers }) });
    const event = (await response.json()) as APIGatewayProxyEventV2;
    expect([event.isBase64Encoded, event.body]).toEqual([true, Buffer.from(bytes).toString("base64")]);
  });

  test("without a body where none was sent", async () => {
    const event = await rawEcho("GET / HTTP/1.1");
    expect("body" in event).toBe(false);
    expect(event.isBase64Encoded).toBe(false);
  });
});

describe("an answer becomes HTTP", () => {
  test("with status, headers, cookies and decoded bytes", async () => {
    const { url } = await serve(async () => ({
      statusCode: 202,
      headers: { location: "/x", "content-type": "application/octet-stream" },
      cookies: ["a=1; Path=/", "b=2"],
      body: Buffer.from([0, 255]).toString("base64"),
      isBase64Encoded: true,
    }));
    const response = await fetch(url);
    expect([response.status, response.headers.get("location")]).toEqual([202, "/x"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(0, 255));
  });

  test("without a body for 204", async () => {
    const { url } = await serve(async () => ({ statusCode: 204 }));
    const response = await fetch(url);
    expect([response.status, await response.text(), response.headers.get("content-length")]).toEqual([204, "", null]);
  });

  test("as the gateway's plain 404 where no handler is", async () => {
    const { url } = await serve(async () => ({ statusCode: 200 }), { routes: () => undefined });
    const response = await fetch(`${url}/x`);
    expect([response.status, await response.json()]).toEqual([404, { message: "Not Found" }]);
  });

  test("as the gateway's plain 500 when the handler breaks, and the log has its name only (I20)", async () => {
    const { url } = await serve(async () => {
      throw new RangeError("secret");
    });
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([500, { message: "Internal Server Error" }]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: "handler failed", error: "RangeError" }]);
    expect(lines.join("")).not.toContain("secret");
  });

  test("as a 500 when the answer itself cannot be sent", async () => {
    const { url } = await serve(async () => ({ statusCode: 200, headers: { "bad name": "x" } }));
    expect((await fetch(url)).status).toBe(500);
  });
});

describe("hostile HTTP (I15)", () => {
  test("a body that announces too much is refused before it is sent, and the connection ends", async () => {
    const { url } = await echo();
    const answer = await raw(url, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6291457\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain("connection: close");
  });

  test("a body without end is refused at the chunk that passes the limit", async () => {
    let handled = 0;
    const { url } = await serve(
      async () => {
        handled += 1;
        return { statusCode: 200 };
      },
      { bodyBytes: 1000 },
    );
    const answer = await raw(
      url,
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n${"a".repeat(2000)}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(handled).toBe(0);
  });

  test("a body of exactly the limit is taken", async () => {
    const { url } = await serve(async ({ body = "" }) => ({ statusCode: 200, body: String(body.length) }), {
      bodyBytes: 1000,
    });
    const headers = { "content-type": "text/plain" };
    expect(await (await fetch(url, { method: "POST", headers, body: "a".repeat(1000) })).text()).toBe("1000");
    expect((await fetch(url, { method: "POST", headers, body: "a".repeat(1001) })).status).toBe(413);
  });

  test.each([
    ["headers of 20 KB", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, 431],
    ["no HTTP at all", "\0\0\0\r\n\r\n", 400],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
    ["length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
    ["a proxy's address", "GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["no path", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["a method nobody knows", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
  ])("%s is refused, and the next call is answered", async (_title, text, status) => {
    const { url } = await echo();
    expect(await raw(url, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await fetch(url)).status).toBe(200);
  });

  test("a caller who goes away in the middle of a body harms nobody", async () => {
    const { url } = await echo();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await new Promise<void>((resolve) =>
      socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", () => resolve()),
    );
    socket.destroy();
    expect((await fetch(url)).status).toBe(200);
    expect(lines).toEqual([]);
  });
});

describe("the host", () => {
  test("names the port that somebody else has, and the remedy", async () => {
    const { url } = await echo();
    const port = Number(new URL(url).port);
    const failure = await listen(port, { routes: () => undefined, log }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PortInUse);
    expect(failure).toMatchObject({
      name: "PortInUse",
      port,
      message: `Port ${port} is in use by another program. Stop that one, or choose another port.`,
    });
  });

  test("lets a call in flight end before it closes, and takes no new one", async () => {
    let release: (() => void) | undefined;
    let arrived: (() => void) | undefined;
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const host = await serve(() => {
      arrived?.();
      return new Promise((resolve) => {
        release = () => resolve({ statusCode: 200, body: '"done"' });
      });
    });
    const call = fetch(host.url).then((response) => response.json());
    await inFlight;
    const closing = host.close();
    await expect(fetch(host.url)).rejects.toThrow();
    release?.();
    expect(await call).toBe("done");
    await closing;
  });

  test("cuts a call that does not end within the drain time", async () => {
    let arrived: (() => void) | undefined;
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const host = await serve(
      () => {
        arrived?.();
        return new Promise(() => {});
      },
      { drainMs: 1 },
    );
    const call = new Promise<string>((resolve) => {
      httpRequest(host.url)
        .on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""))
        .end();
    });
    await inFlight;
    await host.close();
    expect(await call).toBe("ECONNRESET");
  });
});
