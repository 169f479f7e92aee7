import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsersClient } from "auth0/users";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { makeSeed } from "#local/seed/seed.ts";
import { type SignInWish, signIn } from "#local/tenant/sign-in.ts";
import { openTenant, type Tenant, type TenantOptions } from "#local/tenant/tenant.ts";
import { type WoundClock, woundClock } from "./wound-clock.ts";

export const api = "https://habeas.dev/api";
export const portal = "http://127.0.0.1:4001/callback";
const officersConsole = "http://127.0.0.1:4002/callback";
export const shop = "http://127.0.0.1:4005/callback";
export const namespace = "https://habeas.dev/";
export const database = "Username-Password-Authentication";

export const options = (clock: WoundClock): TenantOptions => ({
  file: ":memory:",
  clock,
  auth0Dir: new URL("../../auth0", import.meta.url).pathname,
  keywords: {
    PORTAL_URL: "http://127.0.0.1:4001",
    CONSOLE_URL: "http://127.0.0.1:4002",
    SHOP_URL: "http://127.0.0.1:4005",
    LOG_STREAM_URL: "http://127.0.0.1:9/nobody-listens",
    LOG_STREAM_TOKEN: "a-token-of-tests",
  },
  seed: () => makeSeed(clock.now()),
  plan: "off",
});

export interface OpenTenant {
  clock: WoundClock;
  tenant: Tenant;
  /** The official SDK's client of accounts. */
  users: UsersClient;
}

/** A seeded tenant set up from `auth0/`; nothing is counted against a plan. */
export const open = async (change: Partial<TenantOptions> = {}): Promise<OpenTenant> => {
  const clock = woundClock();
  const tenant = await openTenant({ ...options(clock), ...change });
  return { clock, tenant, users: await usersClient(tenant) };
};

/** Fields of a tenant that is opened before a test and closed after it: read them inside tests only. */
const opened = (before: typeof beforeEach, after: typeof afterEach): OpenTenant => {
  let now: OpenTenant | undefined;
  before(async () => {
    now = await open();
  });
  after(() => now?.tenant.close());
  const current = (): OpenTenant => {
    if (now === undefined) throw new Error("there is a tenant only while a test runs");
    return now;
  };
  return {
    get clock() {
      return current().clock;
    },
    get tenant() {
      return current().tenant;
    },
    get users() {
      return current().users;
    },
  };
};

/** For tests that change much: each has a tenant of its own. */
export const tenantOfEachTest = (): OpenTenant => opened(beforeEach, afterEach);
/** For tests that leave each other alone: one for the whole file. */
export const tenantOfTheFile = (): OpenTenant => opened(beforeAll, afterAll);

/** A tenant with one more Action, bound in front of ours. */
export const openWithAction = (code: string): Promise<Tenant> => {
  const auth0Dir = mkdtempSync(join(tmpdir(), "habeas-auth0-"));
  const usual = options(woundClock());
  cpSync(usual.auth0Dir, auth0Dir, { recursive: true });
  mkdirSync(join(auth0Dir, "actions", "extra"));
  writeFileSync(join(auth0Dir, "actions", "extra", "code.js"), code);
  const secrets = [{ name: "KEY", value: "a-shared-secret" }];
  writeFileSync(join(auth0Dir, "actions", "extra.json"), JSON.stringify({ name: "extra", code: "./code.js", secrets }));
  const bound = ["extra", "step-up", "terms-gate", "claims"].map((action_name) => ({
    action_name,
    display_name: action_name,
  }));
  writeFileSync(join(auth0Dir, "triggers", "triggers.json"), JSON.stringify({ "post-login": bound }));
  return openTenant({ ...usual, auth0Dir });
};

export const enter = (tenant: Tenant, wish: Partial<SignInWish> & { client?: string } = {}) => {
  const { client = "Habeas portal", ...rest } = wish;
  const redirectUri = { "Habeas portal": portal, "Habeas console": officersConsole, Shop: shop }[client] ?? portal;
  return signIn({
    issuer: tenant.issuer,
    clientId: tenant.clientId(client),
    redirectUri,
    audience: api,
    email: "ada@example.com",
    password: "habeas",
    ...rest,
  });
};

/** The payload of a JWT, unchecked. */
export const claimsIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;

/** Every scope that the tenant's operations ask for. */
export const everyScope = [
  ...["users", "sessions", "refresh_tokens", "device_credentials", "grants", "roles", "role_members"],
  ...[
    "organizations",
    "organization_members",
    "organization_member_roles",
    "organization_invitations",
    "authentication_methods",
  ],
  ...[
    "logs",
    "log_streams",
    "connections",
    "clients",
    "guardian_enrollments",
    "user_tickets",
    "actions",
    "anomaly_blocks",
  ],
].flatMap((noun) => ["create", "read", "update", "delete"].map((verb) => `${verb}:${noun}`));

/** What the official SDK's clients need to talk to this tenant. */
export const sdkOptions = async (tenant: Tenant, scopes: readonly string[] = everyScope) => ({
  baseUrl: `${tenant.url}/api/v2`,
  token: await tenant.managementToken(scopes),
  maxRetries: 0,
});

export const usersClient = async (tenant: Tenant, scopes?: readonly string[]) =>
  new UsersClient(await sdkOptions(tenant, scopes));

export interface RawAnswer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** A raw call of the Management API. */
export const call = async (
  tenant: Tenant,
  method: string,
  path: string,
  {
    body,
    scopes = everyScope,
    headers = {},
  }: { body?: unknown; scopes?: string[]; headers?: Record<string, string> } = {},
): Promise<RawAnswer> => {
  const authorization = `Bearer ${await tenant.managementToken(scopes)}`;
  const response = await fetch(`${tenant.url}/api/v2${path}`, {
    method,
    headers: { authorization, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
};

/** What happened to an account, or to all. */
export const effectsOn = ({ tenant }: Pick<OpenTenant, "tenant">, userId?: string): string[] =>
  tenant.ledger(userId).map((entry) => entry.effect);

/** The status that a call of the SDK ended with; 200 for any success. */
export const statusOf = async (work: PromiseLike<unknown>): Promise<number | undefined> => {
  try {
    await work;
    return 200;
  } catch (error) {
    return (error as { statusCode?: number }).statusCode;
  }
};
