import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { millisOf } from "#kernel/instant.ts";
import type { Core } from "./core.ts";
import { randomId } from "./ids.ts";

type Signing = Pick<Core, "keys" | "clock" | "issuer">;

const unixSeconds = ({ clock }: Pick<Core, "clock">): number => Math.floor(millisOf(clock.now()) / 1000);

/** A JWT as this tenant issues it: RS256, times from the tenant's clock. */
export const sign = (core: Signing, payload: JWTPayload, lifetimeSeconds: number): Promise<string> => {
  const { kid, privateKey } = core.keys.current();
  const iat = unixSeconds(core);
  return new SignJWT({ iss: core.issuer, ...payload, iat, exp: iat + lifetimeSeconds })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
    .sign(privateKey);
};

/** The claims of a token of ours for `audience`; undefined when it is not one, or not any more. */
export const verify = async (
  core: Signing & Pick<Core, "clock">,
  token: string,
  audience: string,
): Promise<JWTPayload | undefined> => {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = core.keys.publicKey(kid ?? "");
        if (key === undefined) throw new Error("no such key");
        return key;
      },
      { issuer: core.issuer, audience, algorithms: ["RS256"], currentDate: new Date(millisOf(core.clock.now())) },
    );
    return payload;
  } catch {
    return undefined;
  }
};

/** A token of an application for itself, as client credentials give it. */
export const machineToken = (
  core: Signing,
  clientId: string,
  audience: string,
  scopes: readonly string[],
  lifetimeSeconds: number,
): Promise<string> =>
  sign(
    core,
    {
      sub: `${clientId}@clients`,
      aud: audience,
      azp: clientId,
      gty: "client-credentials",
      ...(scopes.length === 0 ? {} : { scope: scopes.join(" ") }),
      jti: randomId(22),
    },
    lifetimeSeconds,
  );
