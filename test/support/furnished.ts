import { join } from "node:path";
import { type Instant, plus } from "#kernel/instant.ts";
import { ada } from "#local/seed/named-people.ts";
import { openRecords, type Records } from "#local/tenant/core.ts";
import type { User } from "#local/tenant/records.ts";
import type { Seed } from "#local/tenant/seed.ts";
import { openStore } from "#local/tenant/store.ts";

// Ada with something of everything that a tenant can hold of a person: what the seed gives her, and of each kind that it leaves out, one more.

/** What only a tenant knows: it must never be in a package. */
export const adasSecrets = {
  oldPassword: "secret-mark-of-an-old-password",
  factorCode: "secret-mark-of-a-factor",
  publicKey: "secret-mark-of-a-passkey",
};

/** The seed, with Ada fully furnished. */
export const furnished = (seed: Seed, now: Instant): Seed => ({
  ...seed,
  users: seed.users.map((user) =>
    user.user_id === ada
      ? {
          ...user,
          user_metadata: { ...user.user_metadata, sizes: { shoe: 38, coat: ["M", "L"] }, greeting: "Grüß Gott 🌸" },
          app_metadata: {
            ...user.app_metadata,
            notes: [{ by: "support", text: "called twice" }],
            legacy: { password_hash: adasSecrets.oldPassword, since: 2019 },
          },
        }
      : user,
  ),
  memberships: seed.memberships.map((each) => (each.userId === ada ? { ...each, roles: ["auditor"] } : each)),
  publicKeys: [
    ...seed.publicKeys,
    { id: "dcr_ofAda", device_name: "Ada's phone", device_id: "device-of-ada", client: "Shop", user_id: ada },
  ],
  secondFactors: [
    ...seed.secondFactors,
    {
      id: "totp|dev_ofAda",
      user_id: ada,
      type: "totp",
      name: "Ada's authenticator",
      confirmed: true,
      created_at: plus(now, -86_400),
      code: adasSecrets.factorCode,
    },
  ],
  passkeys: [
    {
      id: "passkey|dev_ofAda",
      user_id: ada,
      key_id: "key-of-ada",
      public_key: adasSecrets.publicKey,
      created_at: plus(now, -7200),
    },
  ],
});

/** Reaches into the memory of a tenant that is open. */
export const inTenantOf = <T>(dataDir: string, work: (records: Records) => T): T => {
  const store = openStore(join(dataDir, "tenant.db"));
  try {
    return work(openRecords(store));
  } finally {
    store.close();
  }
};

/** Puts into a seeded tenant what `furnished` has beyond the seed; what logins changed since stays. */
export const furnish = (records: Records, seed: Seed, clientId: (name: string) => string): void => {
  const standing = records.users.get(ada);
  const meant = seed.users.find(({ user_id }) => user_id === ada);
  if (standing === undefined || meant === undefined) throw new Error("there is no Ada");
  const { user_metadata, app_metadata } = meant;
  records.users.put(
    ada,
    {
      ...standing,
      user_metadata: { ...standing.user_metadata, ...user_metadata },
      app_metadata: { ...standing.app_metadata, ...app_metadata },
    } satisfies User,
    standing.email,
  );
  for (const { userId, roles, permissions = [], organizations } of seed.memberships.filter((m) => m.userId === ada)) {
    const roleIdsOf = (names: readonly string[]) =>
      records.roles.all().flatMap(({ id, name }) => (names.includes(name) ? [id] : []));
    const memberships = {
      roles: roleIdsOf(roles),
      permissions,
      organizations: organizations.map(({ id, roles: names }) => ({ id, roles: roleIdsOf(names) })),
    };
    for (const collection of [records.memberships, records.membershipIndex]) collection.put(userId, memberships);
  }
  for (const { client, ...credential } of seed.publicKeys.filter(({ user_id }) => user_id === ada))
    records.publicKeys.put(credential.id, { ...credential, client_id: clientId(client) }, ada);
  for (const factor of seed.secondFactors.filter(({ user_id }) => user_id === ada))
    records.secondFactors.put(factor.id, factor, ada);
  for (const passkey of seed.passkeys ?? []) records.passkeys.put(passkey.id, passkey, ada);
};
