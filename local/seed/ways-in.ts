import { createHash } from "node:crypto";
import { type Instant, plus } from "#kernel/instant.ts";
import { newSession } from "#local/tenant/oidc/sessions.ts";
import type { Session, User } from "#local/tenant/records.ts";
import type { Seed } from "#local/tenant/seed.ts";
import { ada } from "./named-people.ts";
import { type Random, randomFrom } from "./random.ts";

const shopApi = "https://shop.example.com/api";
const client = "Shop";
const browser = "Mozilla/5.0 (X11; Linux x86_64) Seed/1.0";

const methodOf: Record<string, string> = { auth0: "pwd", email: "email", sms: "sms" };

const sessionFor = (random: Random, user: User, now: Instant, hoursAgo: number): Session => {
  const at = plus(now, -hoursAgo * 3600);
  const [main] = user.identities;
  const session = newSession(user.user_id, at, {
    connection: main?.connection ?? "",
    methods: [{ name: methodOf[main?.provider ?? ""] ?? "federated", timestamp: at }],
    clients: [client],
    userAgent: browser,
    ip: "127.0.0.1",
  });
  return { ...session, id: `seed${random.hex(28)}` };
};

const grantFor = (random: Random, userId: string, audience: string): Seed["grants"][number] => ({
  id: random.hex(24),
  client,
  user_id: userId,
  audience,
  scope: ["openid", "profile", "email", "offline_access"],
});

const tokenFor = (random: Random, session: Session): Seed["refreshTokens"][number] => ({
  id: `rt_${random.hex(20)}`,
  // nobody knows this token: it is there to be seen and revoked
  hash: createHash("sha256").update(random.hex(64)).digest("base64url"),
  client,
  user_id: session.user_id,
  audience: shopApi,
  scope: "openid profile email offline_access",
  session_id: session.id,
  created_at: session.created_at,
  last_exchanged_at: null,
  device_name: browser,
});

const deviceFor = (random: Random, userId: string): Seed["publicKeys"][number] => ({
  id: `dcr_${random.hex(16)}`,
  device_name: "Phone",
  device_id: random.hex(16),
  client,
  user_id: userId,
});

export type WaysIn = Pick<Seed, "sessions" | "refreshTokens" | "publicKeys" | "grants">;

/** What lets people in: exactly 2 sessions, 1 refresh token and 3 grants for Ada, something for about every second other. */
export const waysInOf = (users: readonly User[], now: Instant): WaysIn => {
  const random = randomFrom(1815);
  const ways: WaysIn = { sessions: [], refreshTokens: [], publicKeys: [], grants: [] };
  for (const user of users) {
    const { user_id } = user;
    const isAda = user_id === ada;
    if (!isAda && random.chance(0.5)) continue;
    const session = sessionFor(random, user, now, 1 + random.below(40));
    ways.sessions.push(session);
    ways.grants.push(grantFor(random, user_id, shopApi));
    if (isAda || random.chance(0.6)) ways.refreshTokens.push(tokenFor(random, session));
    if (!isAda && random.chance(0.2)) ways.publicKeys.push(deviceFor(random, user_id));
    if (!isAda) continue;
    ways.sessions.push(sessionFor(random, user, now, 30));
    ways.grants.push(grantFor(random, user_id, "https://reviews.example.com/api"));
    ways.grants.push(grantFor(random, user_id, "https://loyalty.example.com/api"));
  }
  return ways;
};
