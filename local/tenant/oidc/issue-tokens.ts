import { millisOf, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Api } from "../configuration.ts";
import type { Core } from "../core.ts";
import { randomId, sha256 } from "../ids.ts";
import type { User } from "../records.ts";
import { sign } from "../tokens.ts";
import { clientOf } from "./authorize-request.ts";
import { permissionsFor } from "./scopes.ts";

export interface TokenWish {
  clientId: string;
  user: User;
  scopes: string[];
  api: Api | undefined;
  accessClaims: JsonObject;
  idClaims: JsonObject;
  nonce?: string | undefined;
  sessionId?: string | undefined;
  /** Unix seconds, only where `max_age` was asked for. */
  authTime?: number | undefined;
  /** `mfa` when a second factor was given in this very login. */
  amr?: string[] | undefined;
}

/** A token without an API: nobody but `/userinfo` can read it. */
export interface OpaqueToken {
  userId: string;
  scopes: string[];
  expiresAt: string;
}

export const opaqueTokens = ({ store }: Pick<Core, "store">) => store.collection<OpaqueToken>("opaque-tokens");

const profileClaims = ["name", "nickname", "given_name", "family_name", "picture"] as const;

/** What a person's scopes let an application know. */
export const userClaims = (user: User, scopes: readonly string[]): JsonObject => {
  const wanted: (keyof User)[] = [
    ...(scopes.includes("profile") ? profileClaims : []),
    ...(scopes.includes("email") ? (["email", "email_verified"] as const) : []),
    ...(scopes.includes("phone") ? (["phone_number"] as const) : []),
  ];
  const claims = Object.fromEntries(wanted.map((name) => [name, user[name]]));
  const updated = scopes.includes("profile") ? { updated_at: user.updated_at } : {};
  return JSON.parse(JSON.stringify({ ...claims, ...updated, sub: user.user_id })) as JsonObject;
};

const accessToken = (core: Core, wish: TokenWish, lifetime: number): Promise<string> | string => {
  const { api, user, scopes } = wish;
  if (api === undefined) {
    const token = randomId(64);
    const expiresAt = plus(core.clock.now(), lifetime);
    opaqueTokens(core).put(sha256(token), { userId: user.user_id, scopes, expiresAt }, user.user_id);
    return token;
  }
  const userinfo = scopes.includes("openid") ? [api.identifier, `${core.issuer}userinfo`] : api.identifier;
  const withPermissions = api.enforce_policies && api.token_dialect.endsWith("_authz");
  const claims = {
    ...wish.accessClaims,
    sub: user.user_id,
    aud: userinfo,
    azp: wish.clientId,
    scope: scopes.join(" "),
    ...(withPermissions ? { permissions: permissionsFor(core, user.user_id, api) } : {}),
  };
  return sign(core, claims, lifetime);
};

const idToken = (core: Core, wish: TokenWish): Promise<string> => {
  const lifetime = clientOf(core, wish.clientId)?.jwt_configuration?.lifetime_in_seconds ?? 36_000;
  const { nonce, sessionId: sid, authTime: auth_time, amr } = wish;
  const facts = JSON.parse(JSON.stringify({ nonce, sid, auth_time, amr })) as JsonObject;
  return sign(
    core,
    { ...wish.idClaims, ...userClaims(wish.user, wish.scopes), aud: wish.clientId, ...facts },
    lifetime,
  );
};

/** The answer of the token endpoint, without a refresh token. */
export const issueTokens = async (core: Core, wish: TokenWish): Promise<Record<string, unknown>> => {
  const lifetime = wish.api?.token_lifetime ?? 86_400;
  return {
    access_token: await accessToken(core, wish, lifetime),
    ...(wish.scopes.includes("openid") ? { id_token: await idToken(core, wish) } : {}),
    scope: wish.scopes.join(" "),
    expires_in: lifetime,
    token_type: "Bearer",
  };
};

export const unixOf = (moment: string | undefined): number | undefined =>
  moment === undefined ? undefined : Math.floor(millisOf(moment as Parameters<typeof millisOf>[0]) / 1000);
