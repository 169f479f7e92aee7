import type { JsonObject } from "#kernel/json.ts";
import { connectionOf } from "./connections.ts";
import type { Core } from "./core.ts";
import type { Later, LaterWork } from "./later.ts";
import type { Cause } from "./ledger.ts";
import { tenantName } from "./log-events.ts";
import type { Identity, Memberships, User } from "./records.ts";
import { exportUsers } from "./user-export.ts";

/** What happens to accounts, whoever asks for it: each with its ledger entry and its log record. */

type Writer = Pick<Core, "records" | "behaviour" | "clock"> & { later: Later };

/** Stores an account. Reads by id and e-mail see it at once, search later. */
export const saveUser = ({ records, later, behaviour }: Writer, user: User): void => {
  records.users.put(user.user_id, user, user.email ?? "");
  later.schedule({ kind: "index", payload: { userId: user.user_id } }, behaviour.indexLagSeconds);
};

export const changeUser = (core: Writer, user: User, change: Partial<User>): User => {
  const changed = { ...user, ...change, updated_at: core.clock.now() };
  saveUser(core, changed);
  return changed;
};

export const identityKey = ({ provider, user_id }: Pick<Identity, "provider" | "user_id">): string =>
  `${provider}|${user_id}`;

/** The account that a login belongs to: its own, or the one it was linked into. */
export const ownerOfIdentity = ({ records }: Pick<Core, "records">, key: string): User | undefined =>
  records.users.get(key) ??
  records.users.all().find((user) => user.identities.some((identity) => identityKey(identity) === key));

const nobody: Memberships = { roles: [], permissions: [], organizations: [] };

export const membershipsOf = ({ records }: Pick<Core, "records">, userId: string): Memberships =>
  records.memberships.get(userId) ?? nobody;

/** What the lists of members say by now; the account's own lists say it at once. */
export const listedMemberships = ({ records }: Pick<Core, "records">, userId: string): Memberships =>
  records.membershipIndex.get(userId) ?? membershipsOf({ records }, userId);

/** Stores what an account belongs to. Its own lists show it at once, those of members later. */
export const saveMemberships = (
  { records, later, behaviour }: Writer,
  userId: string,
  memberships: Memberships,
): void => {
  records.memberships.put(userId, memberships);
  later.schedule({ kind: "index", payload: { userId } }, behaviour.indexLagSeconds);
};

/** The fields that domain records of one account share. */
export const logFieldsOf = (user: User): JsonObject => {
  const [main] = user.identities;
  const connection = connectionOf(main?.provider ?? "auth0");
  return {
    user_id: user.user_id,
    user_name: user.email ?? user.phone_number ?? user.name ?? user.user_id,
    connection: main?.connection ?? "",
    connection_id: connection?.id ?? "",
    strategy: connection?.strategy ?? "auth0",
    strategy_type: connection?.kind ?? "database",
  };
};

export const endSessions = (
  { records, ledger }: Pick<Core, "records" | "ledger">,
  userId: string,
  cause: Cause,
  sessionId?: string,
): void => {
  const ended = records.sessions.of(userId).filter((session) => sessionId === undefined || session.id === sessionId);
  for (const session of ended) records.sessions.delete(session.id);
  if (ended.length > 0) ledger.record("sessions-ended", userId, cause, ended.length);
};

export const revokeRefreshTokens = (
  { records, ledger }: Pick<Core, "records" | "ledger">,
  userId: string,
  cause: Cause,
  sessionId?: string,
): void => {
  const revoked = records.refreshTokens.of(userId).filter((t) => sessionId === undefined || t.session_id === sessionId);
  for (const token of revoked) records.refreshTokens.delete(token.id);
  if (revoked.length > 0) ledger.record("refresh-tokens-revoked", userId, cause, revoked.length);
};

/**
 * Deletes an account and, with it, the linked identities it holds, its ways in and its memberships. Grants, invitations and log
 * records stay: that they go with the account is documented nowhere.
 */
export const deleteUser = (core: Core, user: User, cause: Cause, ip: string): void => {
  const { records, later, behaviour, ledger, logs } = core;
  const { user_id } = user;
  for (const identity of user.identities) records.passwords.delete(identityKey(identity));
  records.users.delete(user_id);
  endSessions(core, user_id, cause);
  revokeRefreshTokens(core, user_id, cause);
  records.publicKeys.deleteOf(user_id);
  records.secondFactors.deleteOf(user_id);
  records.passkeys.deleteOf(user_id);
  records.connectedAccounts.deleteOf(user_id);
  records.memberships.delete(user_id);
  records.blocks.deleteOf(user_id);
  later.schedule({ kind: "index", payload: { userId: user_id } }, behaviour.indexLagSeconds);
  ledger.record("user-deleted", user_id, cause);
  const fields = logFieldsOf(user);
  const details = { body: { tenant: tenantName, connection: fields.connection ?? "" } };
  logs.emit("sdu", "", { ...fields, ip, details });
};

/** Carries out what was accepted earlier. */
export const performLater =
  ({ records, ledger, store }: Pick<Core, "records" | "ledger" | "store">) =>
  ({ kind, payload }: LaterWork): void => {
    const text = (key: string): string | undefined => (typeof payload[key] === "string" ? payload[key] : undefined);
    const userId = text("userId") ?? "";
    const cause = { clientId: text("clientId"), correlationId: text("correlationId") };
    if (kind === "end-sessions") endSessions({ records, ledger }, userId, cause, text("one"));
    else if (kind === "revoke-refresh-tokens") revokeRefreshTokens({ records, ledger }, userId, cause, text("one"));
    else if (kind === "export-users") exportUsers({ records, store }, text("jobId") ?? "");
    else if (kind === "revoke-refresh-token") {
      if (records.refreshTokens.delete(text("one") ?? "")) ledger.record("refresh-tokens-revoked", userId, cause);
    } else {
      const user = records.users.get(userId);
      if (user === undefined) {
        records.index.delete(userId);
        records.membershipIndex.delete(userId);
      } else {
        records.index.put(userId, user);
        records.membershipIndex.put(userId, membershipsOf({ records }, userId));
      }
    }
  };
