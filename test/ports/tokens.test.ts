import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { exportJWK, type JWK, SignJWT } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { millisOf } from "#kernel/instant.ts";
import { jwksTokens } from "#ports/tokens/jwks-tokens.ts";
import { TokenRefused } from "#ports/tokens/tokens.ts";
import { audience, issuer, tokensContract } from "../contracts/tokens.ts";
import { woundClock } from "../support/wound-clock.ts";

const newKey = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const [key, next] = [newKey(), newKey()];

const publish = async (privateKey: KeyObject, kid: string): Promise<JWK> => ({
  ...(await exportJWK(createPublicKey(privateKey))),
  kid,
  alg: "RS256",
  use: "sig",
});
const jwksOf = async (...keys: [KeyObject, string][]): Promise<string> =>
  JSON.stringify({ keys: await Promise.all(keys.map(([one, kid]) => publish(one, kid))) });

tokensContract("by the issuer's published keys", async () => {
  const clock = woundClock();
  const body = await jwksOf([key, "first"], [next, "second"]);
  const fetch = async () => new Response(body, { headers: { "content-type": "application/json" } });
  return {
    tokens: jwksTokens({ issuer, audience, clock, fetch }),
    clock,
    privateKey: key,
    kid: "first",
    close: async () => {},
  };
});

/** Tokens whose keys come from `answer`, and how often it was asked. */
const withKeys = (answer: (url: string) => Promise<Response>) => {
  const clock = woundClock();
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    asked.push(String(input));
    return answer(String(input));
  };
  const tokens = jwksTokens({ issuer, audience, clock, fetch });
  const iat = Math.floor(millisOf(clock.now()) / 1000);
  const token = (privateKey: KeyObject, kid: string): Promise<string> =>
    new SignJWT({ iss: issuer, aud: audience, sub: "auth0|ada", iat, exp: iat + 600 })
      .setProtectedHeader({ alg: "RS256", kid })
      .sign(privateKey);
  return { tokens, asked, token };
};

describe("the issuer's keys", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("are asked for once, at the well-known place, however many tokens come", async () => {
    const { tokens, asked, token } = withKeys(async () => new Response(await jwksOf([key, "first"])));
    const good = await token(key, "first");
    await Promise.all([tokens.verify(good), tokens.verify(good)]);
    await tokens.verify(good);
    expect(asked).toEqual(["https://tenant.example.com/.well-known/jwks.json"]);
  });

  test("are asked for again for a key that is new, but not for each one that is made up (F14)", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    let published: [KeyObject, string][] = [[key, "first"]];
    const { tokens, asked, token } = withKeys(async () => new Response(await jwksOf(...published)));
    await tokens.verify(await token(key, "first"));
    for (const kid of ["a", "b", "c"])
      await expect(tokens.verify(await token(next, kid))).rejects.toBeInstanceOf(TokenRefused);
    expect(asked).toHaveLength(1);
    published = [
      [next, "second"],
      [key, "first"],
    ];
    vi.setSystemTime(Date.now() + 11_000);
    await tokens.verify(await token(next, "second"));
    await tokens.verify(await token(key, "first"));
    expect(asked).toHaveLength(2);
  });

  test.each<[string, () => Promise<Response>]>([
    ["cannot be reached", async () => Promise.reject(new TypeError("fetch failed"))],
    ["answer 503", async () => new Response("down", { status: 503 })],
    ["are no JSON", async () => new Response("<html>")],
    ["are no key set", async () => new Response('{"keys":"none"}')],
    [
      "never end",
      async () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65_536)) })),
    ],
  ])("that %s are a trouble that ends, not the caller's fault (F1, F6, F7)", async (_, answer) => {
    const { tokens, token } = withKeys(answer);
    await expect(tokens.verify(await token(key, "first"))).rejects.toBeInstanceOf(Busy);
  });

  test("are found as soon as they can be had again (I19)", async () => {
    let up = false;
    const { tokens, token } = withKeys(async () =>
      up ? new Response(await jwksOf([key, "first"])) : new Response("", { status: 500 }),
    );
    const good = await token(key, "first");
    await expect(tokens.verify(good)).rejects.toBeInstanceOf(Busy);
    up = true;
    expect((await tokens.verify(good)).userId).toBe("auth0|ada");
  });
});
