import { lookup } from "node:dns/promises";
import { request as httpsRequest } from "node:https";
import { BlockList, isIPv6 } from "node:net";
import { Webhook } from "standardwebhooks";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { instantOf, millisOf } from "#kernel/instant.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";
import type { Alerts } from "./alerts.ts";

/** Addresses that are not the internet's (RFC 6890 and kin): a name that leads there is refused (I20). */
const notPublic = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  notPublic.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  notPublic.addSubnet(net, prefix, "ipv6");

/** True for an address of the public internet; an IPv4 address inside an IPv6 one counts as the IPv4 one. */
export const isPublicAddress = (address: string): boolean => {
  const inner = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return !notPublic.check(inner, isIPv6(inner) ? "ipv6" : "ipv4");
};

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
