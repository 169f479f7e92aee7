import { lookup } from "node:dns/promises";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIPv6 } from "node:net";
import { isPublicAddress } from "./public-address.ts";
import { RecipientAway } from "./recipients.ts";

/** An answer whole, with its headers by their lower-case names. */
export interface PostAnswer {
  status: number;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

export interface GuardedPostOptions {
  /** For the whole exchange, until the last byte of the answer. */
  deadlineMs: number;
  /** No more than this is read of an answer. */
  maxBytes: number;
  resolve?: (host: string) => Promise<string[]>;
}

/**
 * POSTs to an address of the public internet, and nowhere else: the name is resolved once, every address it leads to must be public, and
 * exactly these are called. Redirects are an answer like any other. An answer that is late, endless or cut is a `RecipientAway` (I20, F7).
 */
export const guardedPost =
  ({ deadlineMs, maxBytes, resolve = resolved }: GuardedPostOptions) =>
  async (url: string, headers: Record<string, string>, body: string): Promise<PostAnswer> => {
    const to = new URL(url);
    if (to.protocol !== "https:") throw new RecipientAway("not-https");
    const addresses = await inTime(deadlineMs, resolve(to.hostname)).catch(() => []);
    if (addresses.length === 0) throw new RecipientAway("name-not-found");
    if (!addresses.every(isPublicAddress)) throw new RecipientAway("address-not-public");
    const pinned = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    return post(
      httpsRequest,
      to,
      { lookup: (_host, _options, done) => done(null, pinned) },
      { headers, body, deadlineMs, maxBytes },
    );
  };

/**
 * POSTs to a server of this very machine, for the recipients that the trial host plays itself. Which host may is decided by who composes
 * the ports, never by a policy.
 */
export const postOnThisMachine =
  ({ deadlineMs, maxBytes }: GuardedPostOptions) =>
  async (url: string, headers: Record<string, string>, body: string): Promise<PostAnswer> => {
    const to = new URL(url);
    if (to.protocol !== "http:" || to.hostname !== "127.0.0.1") throw new RecipientAway("not-this-machine");
    return post(httpRequest, to, {}, { headers, body, deadlineMs, maxBytes });
  };

const resolved = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

const inTime = <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("too slow")), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const post = (
  request: typeof httpsRequest | typeof httpRequest,
  url: URL,
  options: RequestOptions,
  {
    headers,
    body,
    deadlineMs,
    maxBytes,
  }: { headers: Record<string, string>; body: string; deadlineMs: number; maxBytes: number },
): Promise<PostAnswer> =>
  new Promise((done, reject) => {
    const fail = (what: string) => reject(new RecipientAway(what));
    const deadline = AbortSignal.timeout(deadlineMs);
    const call = request(
      url,
      {
        ...options,
        method: "POST",
        agent: false, // a connection of its own: none that was made before the address was looked at
        headers: { ...headers, "content-length": Buffer.byteLength(body), "accept-encoding": "identity" },
        signal: deadline,
        maxHeaderSize: 16 * 1024,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) {
            answer.destroy();
            return fail("answer-too-long");
          }
          chunks.push(chunk);
        });
        answer.once("end", () => {
          if (!answer.complete) return fail("answer-cut-off");
          const named = Object.entries(answer.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(",") : value,
          ]);
          done({ status: answer.statusCode ?? 0, headers: Object.fromEntries(named), body: Buffer.concat(chunks) });
        });
        answer.once("error", () => fail(deadline.aborted ? "too-slow" : "answer-cut-off"));
        answer.once("close", () => fail("answer-cut-off")); // after an end it changes nothing
      },
    );
    call.once("error", () => fail(deadline.aborted ? "too-slow" : "no-connection"));
    call.end(body);
  });
