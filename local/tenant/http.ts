import type { IncomingMessage, ServerResponse } from "node:http";

/** A request as handlers see it. The query keeps repeated names; the body is read whole, and is small. */
export interface HttpRequest {
  method: string;
  /** Still encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
  ip: string;
  userAgent: string;
}

export interface HttpResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

/** Too large a body: Auth0 takes 1 MB. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge" as const;
}

const largestBody = 1_048_576;

const readBody = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > largestBody) throw new BodyTooLarge("the body is larger than 1 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

export const readRequest = async (message: IncomingMessage): Promise<HttpRequest> => {
  const [path = "/", query = ""] = (message.url ?? "/").split(/\?(.*)/s);
  return {
    method: message.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: message.headers,
    body: await readBody(message),
    ip: (message.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    userAgent: message.headers["user-agent"] ?? "",
  };
};

export const send = (response: ServerResponse, { status, headers = {}, body }: HttpResponse): void => {
  response.writeHead(status, {
    ...headers,
    ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
  });
  response.end(body);
};

/** Announces the whole answer, sends half of it, and breaks the connection. */
export const sendCut = (response: ServerResponse, { status, headers = {}, body }: HttpResponse): void => {
  const whole = body ?? "{}";
  response.writeHead(status === 204 ? 200 : status, { ...headers, "content-length": Buffer.byteLength(whole) + 1 });
  response.write(whole.slice(0, Math.ceil(whole.length / 2)), () => response.socket?.destroy());
};

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(value),
});

/** Pages carry nothing that runs and may not be framed. */
export const html = (status: number, page: string, headers: Record<string, string | string[]> = {}): HttpResponse => ({
  status,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "cache-control": "no-store",
    ...headers,
  },
  body: page,
});

export const redirect = (location: string, headers: Record<string, string | string[]> = {}): HttpResponse => ({
  status: 302,
  headers: { location, "cache-control": "no-store", ...headers },
});

/** A form or a JSON body as plain fields; undefined when it is neither. */
export const fieldsOf = (request: HttpRequest): Record<string, string> | undefined => {
  const type = request.headers["content-type"] ?? "";
  if (type.includes("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(request.body));
  try {
    const value: unknown = JSON.parse(request.body);
    if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, String(field)]));
  } catch {
    return undefined;
  }
};

/** Path parameters by name when `pattern` (such as `/users/:id/roles`) fits; a part that is empty or wrongly encoded never fits. */
export const matchPath = (pattern: string, path: string): Record<string, string> | undefined => {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== segment) return undefined;
      continue;
    }
    try {
      params[part.slice(1)] = decodeURIComponent(segment);
    } catch {
      return undefined;
    }
    if (segment === "") return undefined;
  }
  return params;
};
