import type { Json, JsonObject } from "#kernel/json.ts";
import { ada } from "#local/seed/named-people.ts";
import type { Seed } from "#local/tenant/seed.ts";

// Everything that a seed puts into the tenant for Ada, as paths and values, each under the file of the package that must have it.

export interface Wanted {
  file: string;
  /** One record: all its pairs must be in one item. */
  pairs: [path: string, value: Json][];
  /** The tenant shows such a record under names of its own: then the values are looked for, whatever they are called. */
  isReshaped: boolean;
}

/** Each value with its path; an empty object or list is a value, too. */
export const pairsOf = (value: Json, path = ""): [string, Json][] => {
  if (value === null || typeof value !== "object") return [[path, value]];
  const members = Array.isArray(value)
    ? value.map((each, place): [string, Json] => [`${path}[${place}]`, each])
    : Object.entries(value).map(([name, each]): [string, Json] => [path === "" ? name : `${path}.${name}`, each]);
  return members.length === 0 ? [[path, value]] : members.flatMap(([place, each]) => pairsOf(each, place));
};

/** What no answer of the Management API shows with such a record: a proof, or what the list is asked by. */
const unshown: Partial<Record<keyof Seed, readonly string[]>> = {
  sessions: ["connection"],
  refreshTokens: ["hash"],
  secondFactors: ["code", "user_id"],
  passkeys: ["user_id"],
  connectedAccounts: ["user_id"],
};

/** `changed`: what has happened to the profile since it was seeded. `clientId`: the seed calls applications by their names. */
export const checklistOf = (seed: Seed, changed: JsonObject, clientId: (name: string) => string): Wanted[] => {
  const wanted = (file: string, record: object, isReshaped = false): Wanted => ({
    file: `data/${file}.json`,
    pairs: pairsOf(JSON.parse(JSON.stringify(record)) as Json),
    isReshaped,
  });
  const ofAda = (part: keyof Seed, file: string, isReshaped = false): Wanted[] =>
    ((seed[part] ?? []) as unknown as JsonObject[])
      .filter(({ user_id }) => user_id === ada)
      .map(({ client, clients, ...record }) => {
        const shown = Object.entries(record).filter(([name]) => !unshown[part]?.includes(name));
        return wanted(
          file,
          {
            ...Object.fromEntries(shown),
            ...(typeof client === "string" && { [part === "grants" ? "clientID" : "client_id"]: clientId(client) }),
            ...(Array.isArray(clients) && { clients: clients.map((name) => ({ client_id: clientId(String(name)) })) }),
          },
          isReshaped,
        );
      });
  const addresses = seed.users.filter(({ user_id }) => user_id === ada).map(({ email }) => email);
  return [
    ...seed.users
      .filter(({ user_id }) => user_id === ada)
      .flatMap(({ app_metadata = {}, ...profile }) => [
        wanted("account", { ...profile, ...changed }),
        wanted("app-metadata", app_metadata),
      ]),
    ...seed.memberships
      .filter(({ userId }) => userId === ada)
      .flatMap(({ roles, permissions = [], organizations }) => [
        ...roles.map((name) => wanted("roles", { name })),
        ...permissions.map((permission) => wanted("permissions", permission)),
        ...organizations.flatMap(({ id, roles: rolesThere }) => [
          wanted("organizations", { ...seed.organizations.find((organization) => organization.id === id) }),
          ...seed.roles
            .filter(({ name }) => rolesThere.includes(name))
            .map(({ permissions: _, ...role }) => wanted("organization-roles", { organization_id: id, ...role })),
        ]),
      ]),
    ...seed.invitations
      .filter(({ invitee }) => addresses.includes(invitee.email))
      .map(({ client, ...invitation }) => wanted("invitations", { ...invitation, client_id: clientId(client) })),
    ...ofAda("grants", "grants"),
    ...ofAda("sessions", "sessions", true),
    ...ofAda("refreshTokens", "refresh-tokens", true),
    ...ofAda("publicKeys", "device-credentials"),
    ...ofAda("connectedAccounts", "connected-accounts"),
    ...ofAda("secondFactors", "authentication-methods"),
    ...ofAda("passkeys", "authentication-methods"),
  ];
};

/** The pairs that no item has; of several items, that one counts which has most of the record. */
export const lackingIn = (items: readonly JsonObject[], { pairs, isReshaped }: Wanted): [string, Json][] => {
  const lacks = items.map((item) => {
    const there = new Set(pairsOf(item).map(([path, value]) => JSON.stringify(isReshaped ? value : [path, value])));
    return pairs.filter(([path, value]) => !there.has(JSON.stringify(isReshaped ? value : [path, value])));
  });
  return lacks.reduce((least, lack) => (lack.length < least.length ? lack : least), pairs);
};
