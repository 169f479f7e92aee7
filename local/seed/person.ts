import { type Instant, instantOf, millisOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Identity, User } from "#local/tenant/records.ts";

export interface PersonFacts {
  userId: string;
  name: string;
  email?: string;
  emailVerified?: boolean;
  phone?: string;
  lang?: "en" | "de";
  userMetadata?: JsonObject;
  appMetadata?: JsonObject;
  linked?: Identity[];
  blocked?: boolean;
  createdAt?: Instant;
  logins?: number;
  multifactor?: boolean;
}

const connectionNames: Record<string, string> = { auth0: "Username-Password-Authentication", samlp: "example-saml" };
const social = ["google-oauth2"];

export const identityOf = (userId: string): Identity => {
  const [provider = "", ...rest] = userId.split("|");
  return {
    provider,
    user_id: rest.join("|"),
    connection: connectionNames[provider] ?? provider,
    isSocial: social.includes(provider),
  };
};

const firstDay = instantOf(Date.UTC(2025, 0, 15, 9, 30));

/** One account as a users-export has it. */
export const person = (facts: PersonFacts): User => {
  const { userId, name, email, phone, lang = "en", createdAt = firstDay, logins = 1 } = facts;
  const [given_name = name, ...others] = name.split(" ");
  const lastLogin = instantOf(millisOf(createdAt) + logins * 3_600_000);
  return {
    user_id: userId,
    ...(email === undefined ? {} : { email, email_verified: facts.emailVerified ?? true }),
    ...(phone === undefined ? {} : { phone_number: phone, phone_verified: true }),
    name,
    nickname: (email ?? phone ?? name).split("@")[0] ?? name,
    given_name,
    ...(others.length === 0 ? {} : { family_name: others.join(" ") }),
    picture: "https://example.com/avatar.png",
    identities: [identityOf(userId), ...(facts.linked ?? [])],
    user_metadata: { lang, ...facts.userMetadata },
    app_metadata: facts.appMetadata ?? {},
    ...(facts.blocked === undefined ? {} : { blocked: facts.blocked }),
    ...(facts.multifactor === true ? { multifactor: ["google-authenticator"] } : {}),
    created_at: createdAt,
    updated_at: lastLogin,
    last_login: lastLogin,
    last_ip: "127.0.0.1",
    logins_count: logins,
  };
};
