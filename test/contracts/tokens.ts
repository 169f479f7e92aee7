import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { exportJWK, type JWTPayload, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { instantOf, millisOf, plus } from "#kernel/instant.ts";
import { TokenRefused, type Tokens } from "#ports/tokens/tokens.ts";
import type { WoundClock } from "../support/wound-clock.ts";

export const issuer = "https://tenant.example.com/";
export const audience = "https://habeas.dev/api";

export interface TokensHost {
  tokens: Tokens;
  clock: WoundClock;
  /** The issuer's present key, published under `kid`. */
  privateKey: KeyObject;
  kid: string;
  close(): Promise<void>;
}

const foreignKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const encoded = (text: string): string => Buffer.from(text).toString("base64url");
const part = (value: unknown): string => encoded(JSON.stringify(value));

export const tokensContract = (name: string, make: () => Promise<TokensHost>) =>
  describe(`access tokens (${name})`, () => {
    const withTokens = async (use: (host: TokensHost) => Promise<void>): Promise<void> => {
      const host = await make();
      try {
        await use(host);
      } finally {
        await host.close();
      }
    };

    const claimsAt = ({ clock }: TokensHost): JWTPayload & { iat: number; exp: number } => {
      const iat = Math.floor(millisOf(clock.now()) / 1000);
      return { iss: issuer, aud: audience, sub: "auth0|ada", iat, exp: iat + 600, email: "canary@example.com" };
    };

    const signed = (
      host: TokensHost,
      change: JWTPayload = {},
      header: object = {},
      key = host.privateKey,
    ): Promise<string> =>
      new SignJWT({ ...claimsAt(host), ...change })
        .setProtectedHeader({ alg: "RS256", kid: host.kid, typ: "JWT", ...header })
        .sign(key);

    const refusal = async ({ tokens }: TokensHost, token: string): Promise<void> => {
      const failure = await tokens.verify(token).then(
        () => "accepted",
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(TokenRefused);
      const said = `${(failure as Error).stack} ${String((failure as Error).cause)} ${JSON.stringify(failure)}`;
      expect(said).not.toMatch(/canary|auth0\|ada|evil/);
    };

    test("that are good say who calls and what they may", () =>
      withTokens(async (host) => {
        const token = await signed(host, {
          permissions: ["requests:read"],
          aud: ["https://other.example.com", audience],
        });
        expect(await host.tokens.verify(token)).toEqual({
          userId: "auth0|ada",
          accountCreatedAt: undefined,
          permissions: ["requests:read"],
          authenticatedAt: undefined,
          secondFactorAt: undefined,
          federated: false,
        });
      }));

    test("carry when the person last proved who they are", () =>
      withTokens(async (host) => {
        const before = plus(host.clock.now(), -60);
        const token = await signed(host, {
          "https://habeas.dev/authenticated_at": before,
          "https://habeas.dev/mfa_at": before.replace(".000Z", "Z"),
          "https://habeas.dev/federated": true,
          "https://habeas.dev/account_created_at": before.replace("Z", "+00:00"),
        });
        expect(await host.tokens.verify(token)).toMatchObject({
          authenticatedAt: before,
          secondFactorAt: before,
          accountCreatedAt: before,
          federated: true,
        });
      }));

    test.each([
      ["a word", "yesterday"],
      ["a number", 1_764_000_000],
      ["no time zone", "2026-11-24T08:59:00"],
      ["no such day", "2026-02-30T08:59:00.000Z"],
      ["a list", ["2026-11-24T08:59:00.000Z"]],
      ["null", null],
      ["a moment to come", "2026-11-24T09:00:06.000Z"],
    ])("with %s for the login's time count as not fresh", (_, claim) =>
      withTokens(async (host) => {
        const token = await signed(host, {
          "https://habeas.dev/authenticated_at": claim,
          "https://habeas.dev/mfa_at": claim,
          "https://habeas.dev/account_created_at": claim,
        });
        const { authenticatedAt, secondFactorAt, accountCreatedAt } = await host.tokens.verify(token);
        expect([authenticatedAt, secondFactorAt, accountCreatedAt]).toEqual([undefined, undefined, undefined]);
      }),
    );

    test("with a login a few seconds ahead of our clock are fresh (F13)", () =>
      withTokens(async (host) => {
        const soon = plus(host.clock.now(), 4);
        const caller = await host.tokens.verify(await signed(host, { "https://habeas.dev/authenticated_at": soon }));
        expect(caller.authenticatedAt).toBe(soon);
      }));

    test.each([[undefined], ["requests:read"], [[1]], [{ 0: "requests:read" }], [null]])(
      "whose permissions are %j give none",
      (permissions) =>
        withTokens(async (host) => {
          expect((await host.tokens.verify(await signed(host, { permissions }))).permissions).toEqual([]);
        }),
    );

    test("are good until they end, and a few seconds longer for clocks that differ", () =>
      withTokens(async (host) => {
        const token = await signed(host);
        host.clock.wind(604);
        await host.tokens.verify(token);
        host.clock.wind(2);
        await refusal(host, token);
      }));

    test.each<[string, JWTPayload]>([
      ["of another issuer", { iss: "https://evil.example.com/" }],
      ["of the issuer without its slash", { iss: issuer.slice(0, -1) }],
      ["for another audience", { aud: "https://evil.example.com/api" }],
      ["for no audience", { aud: undefined }],
      ["for a list without us", { aud: ["https://evil.example.com/api"] }],
      ["without an end", { exp: undefined }],
      ["without a subject", { sub: undefined }],
      ["of an application", { sub: "evilclient@clients", gty: "client-credentials" }],
      ["of an application in a person's clothes", { gty: "client-credentials" }],
      ["of an application with a bar in its name", { sub: "evil|client@clients" }],
      ["of an empty person", { sub: "" }],
      ["of a dotted person", { sub: "auth0|.." }],
      ["of a path", { sub: "auth0|evil/../x" }],
    ])("%s are refused (I7, I20)", (_, change) =>
      withTokens(async (host) => refusal(host, await signed(host, change))),
    );

    test("not yet valid are refused", () =>
      withTokens(async (host) => {
        const { iat } = claimsAt(host);
        await refusal(host, await signed(host, { nbf: iat + 60 }));
      }));

    test("signed by another key under our key's name, or with a key of their own inside, are refused", () =>
      withTokens(async (host) => {
        await refusal(host, await signed(host, {}, {}, foreignKey));
        const jwk = await exportJWK(createPublicKey(foreignKey));
        await refusal(host, await signed(host, {}, { jwk }, foreignKey));
        await refusal(host, await signed(host, {}, { jwk, kid: undefined }, foreignKey));
        await refusal(
          host,
          await signed(host, {}, { jku: "https://evil.example.com/jwks.json", kid: "evil" }, foreignKey),
        );
      }));

    test("with no algorithm, no signature, or half of one are refused", () =>
      withTokens(async (host) => {
        const [head, body, signature] = (await signed(host)).split(".");
        await refusal(host, `${part({ alg: "none", kid: host.kid })}.${body}.`);
        await refusal(host, `${part({ alg: "nOnE", kid: host.kid })}.${body}.${signature}`);
        await refusal(host, `${head}.${body}.`);
        await refusal(host, `${head}.${body}`);
        await refusal(host, `${head}.${body}.${signature?.slice(0, 40)}`);
        await refusal(host, `${head}.${part({ ...claimsAt(host), sub: "auth0|evil" })}.${signature}`);
      }));

    test("signed with the public key as a shared secret are refused", () =>
      withTokens(async (host) => {
        const pem = createPublicKey(host.privateKey).export({ type: "spki", format: "pem" });
        const content = `${part({ alg: "HS256", kid: host.kid })}.${part(claimsAt(host))}`;
        await refusal(host, `${content}.${createHmac("sha256", pem).update(content).digest("base64url")}`);
      }));

    test("signed by our key with another algorithm are refused", () =>
      withTokens(async (host) => {
        await refusal(host, await signed(host, {}, { alg: "RS512" }));
        await refusal(host, await signed(host, {}, { alg: "PS256" }));
      }));

    test("with conditions we do not know are refused", () =>
      withTokens(async (host) => {
        const header = part({ alg: "RS256", kid: host.kid, crit: ["evil"], evil: true });
        await refusal(host, `${header}.${part(claimsAt(host))}.c2ln`);
      }));

    test("longer than 16 KB are refused even when they are good otherwise", () =>
      withTokens(async (host) => {
        await host.tokens.verify(await signed(host, { filling: "x".repeat(10_000) }));
        await refusal(host, await signed(host, { filling: "x".repeat(13_000) }));
      }));

    test("made of anything are refused, and never otherwise answered (I15)", () =>
      withTokens(async (host) => {
        const [head, body, signature] = (await signed(host)).split(".");
        const anything = fc.oneof(
          fc.string(),
          fc.string({ unit: "binary", maxLength: 200 }),
          fc.json().map((text) => `${encoded(text)}.${body}.${signature}`),
          fc.json().map((text) => `${head}.${encoded(text)}.${signature}`),
          fc.string().map((text) => `${head}.${body}.${text}`),
        );
        await fc.assert(
          fc.asyncProperty(anything, async (token) => {
            await expect(host.tokens.verify(token)).rejects.toBeInstanceOf(TokenRefused);
          }),
          { numRuns: 200 },
        );
      }));

    test("are checked by the clock that was handed in", () =>
      withTokens(async (host) => {
        host.clock.wind(-10 * 365 * 86_400);
        const token = await signed(host);
        expect((await host.tokens.verify(token)).userId).toBe("auth0|ada");
        expect(instantOf(millisOf(host.clock.now())) < instantOf(Date.UTC(2020, 0, 1))).toBe(true);
      }));
  });
