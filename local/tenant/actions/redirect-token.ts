import { createHmac, timingSafeEqual } from "node:crypto";
import type { JsonObject } from "#kernel/json.ts";

// HS256 by hand, because Actions call it synchronously and jose answers with promises.

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const signature = (secret: string, signed: string): Buffer => createHmac("sha256", secret).update(signed).digest();

export const encodeRedirectToken = (secret: string, claims: JsonObject): string => {
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${signature(secret, signed).toString("base64url")}`;
};

/** The claims of a token that somebody brought back. Throws when the signature, the time or the state is wrong. */
export const readRedirectToken = (secret: string, token: string, state: string, now: number): JsonObject => {
  const [header = "", payload = "", given = ""] = token.split(".");
  const expected = signature(secret, `${header}.${payload}`);
  const actual = Buffer.from(given, "base64url");
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw new Error("The token is not signed.");
  const { alg } = JSON.parse(Buffer.from(header, "base64url").toString("utf8")) as JsonObject;
  if (alg !== "HS256") throw new Error("The token is not signed.");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as JsonObject;
  if (typeof claims.exp !== "number" || claims.exp <= now) throw new Error("The token has expired.");
  if (claims.state !== state) throw new Error("The token's state is not that of this login.");
  return claims;
};
