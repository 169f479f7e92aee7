import { describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import * as named from "#local/seed/named-people.ts";
import { makeSeed } from "#local/seed/seed.ts";

const now: Instant = instantOf(Date.UTC(2026, 10, 24));
const seed = makeSeed(now);
const byId = new Map(seed.users.map((user) => [user.user_id, user]));

describe("the seed", () => {
  test("is always the same 200 people, each with an id of their own", () => {
    expect(byId.size).toBe(200);
    expect(makeSeed(now)).toEqual(seed);
  });

  test("has ids that Habeas accepts", () => {
    for (const id of byId.keys()) expect(UserId.safeParse(id).success, id).toBe(true);
  });

  test("has every hard case under its name", () => {
    expect(byId.get(named.ada)?.identities.map(({ provider }) => provider)).toEqual(["auth0", "google-oauth2"]);
    expect(byId.get(named.unverified)?.email_verified).toBe(false);
    expect(byId.get(named.phoneOnly)).not.toHaveProperty("email");
    expect(byId.get(named.blocked)?.blocked).toBe(true);
    expect(byId.get(named.sameEmailSocial)?.email).toBe(byId.get(named.sameEmailDatabase)?.email);
    expect(byId.get(named.twoPasswords)?.identities.every(({ provider }) => provider === "auth0")).toBe(true);
    expect(byId.get(named.passwordless)?.identities[0]?.provider).toBe("email");
    expect(byId.get(named.nonAscii)?.family_name).toBe("Müller-Łukasiewicz");
    expect(byId.get(named.nonLatin)?.name).toBe("山田 雪");
    expect(named.peopleUnderHold).toEqual([named.held]);
    const { admin, officer, officer2, leadOfficer, auditor } = named;
    expect(Object.keys(named.staff).sort()).toEqual([admin, officer, officer2, leadOfficer, auditor].sort());
    for (const id of [...named.peopleUnderHold, ...Object.keys(named.staff), named.enterprise, named.socialOnly])
      expect(byId.has(id), id).toBe(true);
    expect(seed.users.every((user) => ["en", "de"].includes(String(user.user_metadata?.lang)))).toBe(true);
  });

  test("lets many people in somewhere, and nobody before the account was made", () => {
    expect(seed.sessions.length).toBeGreaterThan(60);
    expect(seed.publicKeys.length).toBeGreaterThan(5);
    for (const session of seed.sessions) {
      expect(session.expires_at > now).toBe(true);
      expect(session.created_at > (byId.get(session.user_id)?.created_at ?? now)).toBe(true);
    }
  });
});
