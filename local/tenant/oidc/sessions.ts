import { type Instant, plus } from "#kernel/instant.ts";
import { changeUser } from "../accounts.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { randomId } from "../ids.ts";
import type { AuthenticationMethod, Session, User } from "../records.ts";

const idleSeconds = 259_200; // 3 days, Auth0's default
const longestSeconds = 604_800; // 7 days

const cookieName = "auth0";

export const cookieFor = ({ id }: Session): string => `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax`;
export const noCookie = `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;

/** The session of this browser, while it is alive and its account exists. */
export const sessionOf = ({ records, clock }: Core, { headers }: HttpRequest): Session | undefined => {
  const [, id = ""] = /(?:^|;\s*)auth0=([A-Za-z0-9]+)/.exec(headers.cookie ?? "") ?? [];
  const session = records.sessions.get(id);
  const now = clock.now();
  if (session === undefined || session.expires_at <= now || session.idle_expires_at <= now) return undefined;
  return records.users.get(session.user_id) === undefined ? undefined : session;
};

export const saveSession = ({ records }: Pick<Core, "records">, session: Session): void =>
  records.sessions.put(session.id, session, session.user_id);

/** Used again by an application: it lives on, and its time of authentication stays what it was. */
export const touchSession = (core: Core, session: Session, clientId: string): Session => {
  const now = core.clock.now();
  const touched = {
    ...session,
    updated_at: now,
    last_interacted_at: now,
    idle_expires_at: plus(now, idleSeconds),
    clients: [...new Set([...session.clients, clientId])],
  };
  saveSession(core, touched);
  return touched;
};

export const newSession = (
  userId: string,
  now: Instant,
  facts: { connection: string; methods: AuthenticationMethod[]; clients: string[]; userAgent: string; ip: string },
): Session => ({
  id: randomId(32),
  user_id: userId,
  created_at: now,
  updated_at: now,
  authenticated_at: now,
  last_interacted_at: now,
  idle_expires_at: plus(now, idleSeconds),
  expires_at: plus(now, longestSeconds),
  connection: facts.connection,
  methods: facts.methods,
  clients: facts.clients,
  user_agent: facts.userAgent,
  ip: facts.ip,
});

/**
 * Somebody has just shown who they are. The same person's session in this browser is renewed, anybody else's is replaced. It
 * exists from here on, whatever the Actions say: so it is with Auth0, and why a gate has to stand at every login.
 */
export const beginSession = (
  core: Core,
  request: HttpRequest,
  user: User,
  login: { connection: string; method: string; clientId: string },
): Session => {
  const now = core.clock.now();
  const old = sessionOf(core, request);
  if (old !== undefined && old.user_id !== user.user_id) core.records.sessions.delete(old.id);
  const session = newSession(user.user_id, now, {
    connection: login.connection,
    methods: [{ name: login.method, timestamp: now }],
    clients: [...new Set([...(old?.user_id === user.user_id ? old.clients : []), login.clientId])],
    userAgent: request.userAgent,
    ip: request.ip,
  });
  const kept = old?.user_id === user.user_id ? { ...session, id: old.id, created_at: old.created_at } : session;
  saveSession(core, kept);
  changeUser(core, user, { last_login: now, last_ip: request.ip, logins_count: (user.logins_count ?? 0) + 1 });
  core.ledger.record("logged-in", user.user_id, { clientId: login.clientId });
  return kept;
};
