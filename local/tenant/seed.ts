import { saveMemberships, saveUser } from "./accounts.ts";
import type { Core } from "./core.ts";
import { hashPassword } from "./passwords.ts";
import type {
  ConnectedAccount,
  Grant,
  Invitation,
  Memberships,
  Organization,
  Passkey,
  PublicKeyCredential,
  RefreshToken,
  Role,
  SecondFactor,
  Session,
  User,
} from "./records.ts";

/** What a tenant is filled with at its first start. Roles and applications are named, as `auth0/` names them. */
export interface Seed {
  users: User[];
  /** Of everybody who has a database identity. */
  password: string;
  memberships: {
    userId: string;
    roles: string[];
    organizations: Memberships["organizations"];
    permissions?: Memberships["permissions"];
  }[];
  organizations: Organization[];
  /** Beside those of `auth0/`: what an organisation calls its members. */
  roles: Role[];
  invitations: (Omit<Invitation, "client_id"> & { client: string })[];
  sessions: (Omit<Session, "clients"> & { clients: string[] })[];
  refreshTokens: (Omit<RefreshToken, "client_id"> & { client: string })[];
  publicKeys: (Omit<PublicKeyCredential, "client_id"> & { client: string })[];
  grants: (Omit<Grant, "clientID"> & { client: string })[];
  secondFactors: SecondFactor[];
  passkeys?: Passkey[];
  connectedAccounts?: ConnectedAccount[];
}

const passwordsOf = (core: Core, users: readonly User[], password: string): void => {
  // hashed once: everybody has the same, and nobody is real
  const hashed = hashPassword(password);
  for (const user of users)
    for (const [index, identity] of user.identities.entries()) {
      if (identity.provider !== "auth0") continue;
      const address = index === 0 ? user.email : identity.profileData?.email;
      const email = typeof address === "string" ? address : "";
      core.records.passwords.put(`auth0|${identity.user_id}`, { email, ...hashed }, email);
    }
};

/** Fills an empty tenant; one that has accounts is left as it is. */
export const loadSeed = (core: Core, seed: Seed): void => {
  const { records, configuration, behaviour } = core;
  const clientId = (name: string): string =>
    configuration.clients.find((client) => client.name === name)?.client_id ?? name;
  const roleIds = (names: string[]): string[] =>
    records.roles
      .all()
      .filter((role) => names.includes(role.name))
      .map((role) => role.id);
  core.store.transaction(() => {
    const lag = behaviour.indexLagSeconds;
    behaviour.indexLagSeconds = 0;
    for (const role of seed.roles) records.roles.put(role.id, role);
    for (const user of seed.users) saveUser(core, user);
    passwordsOf(core, seed.users, seed.password);
    for (const organization of seed.organizations) records.organizations.put(organization.id, organization);
    for (const { userId, roles, organizations, permissions = [] } of seed.memberships)
      saveMemberships(core, userId, {
        roles: roleIds(roles),
        permissions,
        organizations: organizations.map(({ id, roles: names }) => ({ id, roles: roleIds(names) })),
      });
    behaviour.indexLagSeconds = lag;
    for (const { client, ...invitation } of seed.invitations)
      records.invitations.put(
        invitation.id,
        { ...invitation, client_id: clientId(client) },
        invitation.organization_id,
      );
    for (const session of seed.sessions)
      records.sessions.put(session.id, { ...session, clients: session.clients.map(clientId) }, session.user_id);
    for (const { client, ...token } of seed.refreshTokens)
      records.refreshTokens.put(token.id, { ...token, client_id: clientId(client) }, token.user_id);
    for (const { client, ...credential } of seed.publicKeys)
      records.publicKeys.put(credential.id, { ...credential, client_id: clientId(client) }, credential.user_id);
    for (const { client, ...grant } of seed.grants)
      records.grants.put(grant.id, { ...grant, clientID: clientId(client) }, grant.user_id);
    for (const factor of seed.secondFactors) records.secondFactors.put(factor.id, factor, factor.user_id);
    for (const passkey of seed.passkeys ?? []) records.passkeys.put(passkey.id, passkey, passkey.user_id);
    for (const account of seed.connectedAccounts ?? [])
      records.connectedAccounts.put(account.id, account, account.user_id);
  });
};
