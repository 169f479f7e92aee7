import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { errorName, type Log } from "#runtime/log.ts";

export type HttpHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers a call whose body is too large to be held: it reads the stream itself. */
export type StreamHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpHostOptions {
  /** Which handler answers; undefined is a plain 404. */
  routes: (event: APIGatewayProxyEventV2) => HttpHandler | undefined;
  /** Calls that are not turned into events, because their bodies are streams. */
  streams?: ((request: IncomingMessage) => StreamHandler | undefined) | undefined;
  log: Log;
  /** The largest body that is read, 6 MB unless told: as much as a function can be given. */
  bodyBytes?: number;
  /** How long calls in flight may go on after `close`, 5 s unless told. */
  drainMs?: number;
  /** How long a call may take to arrive, 30 s unless told: as long as the gateway waits for one. */
  callMs?: number;
  /** How long a stream may take to arrive, an hour unless told: as long as an address for an upload lives. */
  streamMs?: number;
}

export interface HttpHost {
  url: string;
  /** Takes no new call, lets those in flight end, at most for the drain time. Twice is the same as once. */
  close(): Promise<void>;
}

/** Somebody else has the port. */
export class PortInUse extends Error {
  override readonly name = "PortInUse" as const;
  readonly port: number;
  constructor(port: number, options?: ErrorOptions) {
    super(`Port ${port} is in use by another program. Stop that one, or choose another port.`, options);
    this.port = port;
  }
}

/**
 * What API Gateway is on AWS: turns HTTP calls into events of payload format 2.0 and answers into HTTP. It listens on 127.0.0.1
 * only; port 0 takes a free one. Throws `PortInUse`.
 */
export const listen = async (port: number, options: HttpHostOptions): Promise<HttpHost> => {
  const { drainMs = 5000, streamMs = 3_600_000 } = options;
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024, // answered with 431 beyond it
      headersTimeout: Math.min(10_000, streamMs),
      requestTimeout: streamMs, // answered with 408 beyond it
      keepAliveTimeout: 5000,
      connectionsCheckingInterval: Math.min(5000, streamMs),
      insecureHTTPParser: false,
    },
    (request, response) => {
      answer(request, response, options).catch((error: unknown) => {
        options.log.error({ event: "http host failed", error: errorName(error) });
        response.destroy();
      });
    },
  );
  server.maxHeadersCount = 200;
  await listening(server, port);
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      closed ??= drained(server, drainMs);
      return closed;
    },
  };
};

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortInUse(port, { cause: error }) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });

const drained = (server: Server, drainMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });

const answer = async (request: IncomingMessage, response: ServerResponse, options: HttpHostOptions): Promise<void> => {
  const { routes, streams, log, bodyBytes = 6 * 1_048_576, callMs = 30_000 } = options;
  if (!request.url?.startsWith("/")) return refuse(response, 400, "Bad Request"); // OPTIONS *, or a proxy's absolute form
  const stream = streams?.(request);
  if (stream !== undefined) return stream(request, response);
  let body: Buffer;
  const slow = setTimeout(() => refuse(response, 408, "Request Timeout"), callMs);
  try {
    body = await readBody(request, bodyBytes);
  } catch (error) {
    if (error instanceof TooMuch) return refuse(response, 413, "Request Entity Too Large");
    return; // the caller went away, and nobody is left to answer
  } finally {
    clearTimeout(slow);
  }
  if (response.headersSent) return; // it took too long, and was told so
  const event = eventOf(request, body, randomUUID());
  const handler = routes(event);
  if (handler === undefined) return send(response, event, { statusCode: 404, body: '{"message":"Not Found"}' });
  try {
    send(response, event, await handler(event));
  } catch (error) {
    log.error({ event: "handler failed", error: errorName(error), correlation: event.requestContext.requestId });
    send(response, event, { statusCode: 500, body: '{"message":"Internal Server Error"}' });
  }
};

/** Without reading on: the connection ends with the answer. */
const refuse = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ message }));
};

const send = (
  response: ServerResponse,
  event: APIGatewayProxyEventV2,
  { statusCode = 200, headers, cookies, body = "", isBase64Encoded = false }: APIGatewayProxyStructuredResultV2,
): void => {
  const content = isBase64Encoded ? Buffer.from(body, "base64") : body;
  const bodiless = statusCode === 204 || statusCode === 304;
  response.writeHead(statusCode, {
    ...(body !== "" && { "content-type": "application/json" }), // the gateway's default
    ...headers,
    ...(cookies && { "set-cookie": cookies }),
    ...(!bodiless && { "content-length": Buffer.byteLength(content) }),
    "apigw-requestid": event.requestContext.requestId,
  });
  response.end(content);
};

/** The body is larger than what is read. */
class TooMuch extends Error {
  override readonly name = "TooMuch" as const;
}

const nothing = Buffer.alloc(0);

/** The whole body. Throws `TooMuch` as soon as that is known: by the announced length, or by the chunk that passes it. */
const readBody = (request: IncomingMessage, mostBytes: number): Promise<Buffer> => {
  const announced = request.headers["content-length"];
  if (announced === undefined && request.headers["transfer-encoding"] === undefined) return Promise.resolve(nothing);
  if (Number(announced ?? 0) > mostBytes) return Promise.reject(new TooMuch("announced too large a body"));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) {
        request.pause();
        reject(new TooMuch("sent too large a body"));
      } else chunks.push(chunk);
    });
    request.once("end", () => resolve(chunks.length === 1 ? (chunks[0] ?? nothing) : Buffer.concat(chunks, size)));
    request.once("error", reject);
  });
};

const plainText = /^(?:text\/|application\/(?:json|xml|javascript)(?:$|[; ]))/i;

/** A call as API Gateway's HTTP APIs hand it to a function: payload format 2.0, `$default` route and stage. */
const eventOf = (request: IncomingMessage, body: Buffer, requestId: string): APIGatewayProxyEventV2 => {
  const { url = "/", method = "GET" } = request;
  const mark = url.indexOf("?");
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQueryString = mark < 0 ? "" : url.slice(mark + 1);
  const { headers, cookies } = headersOf(request.rawHeaders);
  const now = new Date();
  // text that is not UTF-8 would be changed by becoming a string: it is handed over as bytes, so that a parser can refuse it
  const isText = plainText.test(headers["content-type"] ?? "") && !("content-encoding" in headers) && isUtf8(body);
  const domainName = headers.host ?? "127.0.0.1";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== "" && { queryStringParameters: queryOf(rawQueryString) }),
    requestContext: {
      accountId: "anonymous",
      apiId: "local",
      domainName,
      domainPrefix: domainName.split(".", 1)[0] ?? "",
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: gatewayTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: isText ? body.toString("utf8") : body.toString("base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
};

/** Lower-cased, repeated ones joined by a comma; cookies apart. Without a prototype: a header may be called `__proto__`. */
const headersOf = (raw: readonly string[]): { headers: Record<string, string>; cookies: string[] } => {
  const headers: Record<string, string> = Object.create(null);
  const cookies: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    const value = raw[at + 1] ?? "";
    if (name === "cookie") cookies.push(...value.split(/; */));
    else headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
};

const queryOf = (raw: string): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(raw)) query[name] = name in query ? `${query[name]},${value}` : value;
  return query;
};

/** `24/Nov/2026:09:00:00 +0000`, as the gateway writes it. */
const gatewayTime = (now: Date): string => {
  const [, day, month, year, time] = now.toUTCString().split(/[ ,]+/);
  return `${day}/${month}/${year}:${time} +0000`;
};
