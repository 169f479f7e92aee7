import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { startFauxqs } from "fauxqs";

export interface S3Double {
  endpoint: string;
  close(): Promise<void>;
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> => {
  // "expect: 100-continue", which the SDK sends before large bodies, was answered by the server here
  const { host: _, connection: __, "content-length": ___, expect: ____, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));
};

/** `response-content-disposition=…` in an address becomes that header of the answer. */
const askedHeaders = (url: string): [string, string][] =>
  [...new URL(url, "http://s3").searchParams].flatMap(([name, value]) =>
    name.startsWith("response-") ? [[name.slice("response-".length), value]] : [],
  );

const alreadyThere = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message></Error>`;

/**
 * S3 of one process with these buckets, in memory. What fauxqs does not know is looked after in front of it: conditional writes (one request
 * at a time, and `If-None-Match: *` writes only where nothing is) and headers that a signed address asks for in the answer.
 */
export const openS3 = async (buckets: readonly string[]): Promise<S3Double> => {
  const behind = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
  for (const bucket of buckets) behind.createBucket(bucket);
  const pass = async (request: IncomingMessage): Promise<Response> => {
    const url = `http://127.0.0.1:${behind.port}${request.url ?? "/"}`;
    const body = await buffer(request);
    const { "if-none-match": condition, ...headers } = headersOf(request);
    if (condition === "*" && (await fetch(url.split("?")[0] ?? url, { method: "HEAD" })).ok) {
      return new Response(alreadyThere, { status: 412, headers: { "content-type": "application/xml" } });
    }
    return fetch(url, {
      method: request.method ?? "GET",
      headers,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
  };
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    last = last
      .then(() => pass(request))
      .then(async (answer) => {
        const content = Buffer.from(await answer.arrayBuffer());
        const {
          "content-length": _,
          "transfer-encoding": __,
          connection: ___,
          ...headers
        } = Object.fromEntries(answer.headers);
        const asked = answer.ok ? Object.fromEntries(askedHeaders(request.url ?? "/")) : {};
        response.writeHead(answer.status, { ...headers, ...asked }).end(content);
      })
      .catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await behind.stop();
    },
  };
};
