import { timingSafeEqual } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { minutes } from "#kernel/duration.ts";
import { type Instant, millisOf } from "#kernel/instant.ts";
import type { Signed } from "./recipients.ts";

/** How far a message's time may be from ours: longer, and it may be a repeat of somebody who listened. */
const tolerance = minutes(5);

/** The secrets that a text holds: one a line, the one to sign with first; two while they are changed. What is no secret is none of them. */
export const secretsIn = (text: string): string[] =>
  text.split("\n").flatMap((line) => (isSecret(line.trim()) ? line.trim() : []));

/** 24 to 64 random bytes in base64, as the form asks for. */
const isSecret = (line: string): boolean => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(line) && line.length % 4 === 2;

/** The three headers of Standard Webhooks, with a signature for each secret: whoever knows either can check it. */
export const signedHeaders = (
  secrets: readonly string[],
  { id, at, body }: { id: string; at: Instant; body: string },
): Record<string, string> => {
  const time = new Date(millisOf(at));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(millisOf(at) / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, time, body)).join(" "),
  };
};

/** More signatures than two secrets and some versions of the form make are an attempt to make us work. */
const mostSignatures = 8;

/**
 * True when one of the secrets signed this body under this id, within five minutes of `now`. The package's own check reads the machine's
 * clock, and time is handed in here: so the package makes the signature, and it is compared here, in constant time.
 */
export const isSigned = (secrets: readonly string[], { headers, body }: Signed, now: Instant): boolean => {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  const given = (headers["webhook-signature"] ?? "").split(" ").slice(0, mostSignatures);
  if (!/^[\x21-\x7e]{1,128}$/.test(id) || id.includes(",") || !/^\d{1,12}$/.test(timestamp)) return false;
  const seconds = Number(timestamp);
  if (Math.abs(seconds - millisOf(now) / 1000) > tolerance) return false;
  const text = Buffer.from(body).toString("utf8");
  let matches = false;
  for (const secret of secrets) {
    const right = Buffer.from(new Webhook(secret).sign(id, new Date(seconds * 1000), text));
    for (const each of given) {
      const signature = Buffer.from(each);
      matches = (signature.length === right.length && timingSafeEqual(signature, right)) || matches;
    }
  }
  return matches;
};
