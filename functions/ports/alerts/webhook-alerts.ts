import { lookup } from "node:dns/promises";
import { request as httpsRequest } from "node:https";
import { isIPv6 } from "node:net";
import { Webhook } from "standardwebhooks";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { instantOf, millisOf } from "#kernel/instant.ts";
import { isPublicAddress } from "#ports/recipients/public-address.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";
import type { Alerts } from "./alerts.ts";

/** The exchange with one address: resolved once and called there and nowhere else, so that no second look-up leads elsewhere. */
export type Post = (url: URL, address: string, headers: Record<string, string>, body: string) => Promise<number>;

export interface WebhookOptions {
  /** From policy.yaml and nowhere else; null: there is none. */
  url: string | null;
  secrets: Secrets;
  clock: Clock;
  resolve?: (host: string) => Promise<string[]>;
  post?: Post;
}

const deadlineMs = 10_000;

/** POSTs in the form of Standard Webhooks: id, time and an HMAC over both and the body, so that the receiver can tell ours and repeats. */
export const webhookAlerts = ({ url, secrets, clock, resolve = resolved, post = posted }: WebhookOptions): Alerts => ({
  send: async ({ key, type, data }) => {
    if (url === null) return "off";
    const to = new URL(url);
    if (to.protocol !== "https:") throw new RangeError("a webhook is called over https only");
    const [address, ...others] = await resolve(to.hostname).catch(() => []);
    if (address === undefined) throw new Busy("The webhook's name cannot be resolved.");
    if (![address, ...others].every(isPublicAddress))
      throw new RangeError("the webhook's name leads to an address that is not public");
    const now = millisOf(clock.now());
    const body = JSON.stringify({ type, timestamp: instantOf(now), data });
    const webhook = new Webhook(await secrets.read("officers-webhook-secret"));
    const status = await post(
      to,
      address,
      {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": String(Math.floor(now / 1000)),
        "webhook-signature": webhook.sign(key, new Date(now), body),
      },
      body,
    );
    if (status < 200 || status > 299) throw new Busy(`The webhook answered with ${status}.`);
    return "sent";
  },
});

const resolved = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** Calls the address that was looked at; redirects are an answer like any other and are not followed, nor is the body read. */
const posted: Post = (url, address, headers, body) =>
  new Promise((resolve, reject) => {
    const call = httpsRequest(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        lookup: (_host, _options, done) => done(null, [{ address, family: isIPv6(address) ? 6 : 4 }]),
        signal: AbortSignal.timeout(deadlineMs),
      },
      (answer) => {
        answer.destroy();
        resolve(answer.statusCode ?? 0);
      },
    );
    call.on("error", () => reject(new Busy("The webhook cannot be reached.")));
    call.end(body);
  });
