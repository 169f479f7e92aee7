import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { CompactSign, exportJWK } from "jose";
import type { ApiHandler } from "#entry/api/answer.ts";
import { type ApiOptions, apiRoutes, createApi } from "#entry/api/api.ts";
import { openApiDocument } from "#entry/api/openapi.ts";
import type { StoryGraph } from "#entry/officer/model.ts";
import { officerRoutes } from "#entry/officer/routes.ts";
import { officerTenantRoutes } from "#entry/officer/tenant/routes.ts";
import { recipientRoutes } from "#entry/recipients/routes.ts";
import { termsRoutes } from "#entry/terms/routes.ts";
import { webhookRoute } from "#entry/webhook/webhook.ts";
import type { TermsFlag } from "#kernel/gate.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";

import { auditIn } from "#ports/audit/recorded-audit.ts";
import { bulksIn } from "#ports/bulks/recorded-bulks.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import { eventsIn } from "#ports/events/recorded-events.ts";
import type { Account, IdentityReader } from "#ports/identity/identity.ts";
import type { Keys, PublicJwk } from "#ports/keys/keys.ts";
import { listsIn } from "#ports/lists/recorded-lists.ts";
import type { Notice } from "#ports/notices/notices.ts";
import { httpRecipients } from "#ports/recipients/http-recipients.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import type { SecretName } from "#ports/secrets/secrets.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { tasksIn } from "#ports/tasks/recorded-tasks.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import type { Terms } from "#ports/terms/terms.ts";
import { type Caller, TokenRefused, type Tokens } from "#ports/tokens/tokens.ts";
import type { Workflows } from "#ports/workflows/workflows.ts";
import { readDocuments } from "#runtime/document-files.ts";
import { jsonLog } from "#runtime/log.ts";
import { memoryArchive } from "../../support/memory-archive.ts";
import { memoryKeys } from "../../support/memory-keys.ts";
import { aPolicy, at } from "../../support/requests.ts";
import { woundClock } from "../../support/wound-clock.ts";

export interface Asked {
  as?: string | undefined;
  headers?: Record<string, string> | undefined;
  query?: string | undefined;
  body?: unknown;
  /** Sent as it is; bytes go as base64. */
  raw?: string | Uint8Array | undefined;
}

/** An event as the gateway sends it. */
export const eventFor = (
  method: string,
  path: string,
  { as, headers, query = "", body, raw }: Asked = {},
): APIGatewayProxyEventV2 => {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const isText = typeof sent === "string";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: {
      ...(as !== undefined && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    requestContext: {
      accountId: "1",
      apiId: "api",
      domainName: "api.example.com",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "test" },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "24/Nov/2026:09:00:00 +0000",
      timeEpoch: 0,
    },
    ...(sent !== undefined && { body: isText ? sent : Buffer.from(sent).toString("base64") }),
    isBase64Encoded: sent !== undefined && !isText,
  };
};

/** What the log stream of the tests sends: the present value, and the next one. */
export const streamTokens = ["whsec-test-3f0c9b7e51", "whsec-test-next"];

/** What the tests share with the recipient "newsletter". */
export const recipientSecret = `whsec_${Buffer.from("thirty-two bytes, and no more now").toString("base64")}`;
const noSecret = (name: string): never => {
  throw new SecretMissing(name);
};

/** What the tests share with the gate. */
export const gateSecret = "a-secret-of-tests-that-is-long-enough";
const documents = readDocuments(fileURLToPath(new URL("../../../auth0", import.meta.url)));

/** Terms were in force before the first version was published here. */
const policyWithTerms = (): Policy => {
  const policy = aPolicy();
  const versions = [{ version: "2026-10", from: at("2026-10-01") }];
  return { ...policy, terms: { ...policy.terms, versions } };
};

/** Real stores in memory; runs, tokens and files are ledgers that a test can read and fill. */
export const openWorld = (
  more: Partial<ApiOptions> & { stories?: Record<string, StoryGraph>; terms?: Partial<Terms> } = {},
) => {
  const clock = woundClock();
  const tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
  const [records, personal] = tables as [(typeof tables)[0], (typeof tables)[0]];
  const keys = signingKeys();
  const started: string[] = [];
  const callers = new Map<string, Caller>();
  const files = new Map<string, Uint8Array>();
  const lines: string[] = [];
  const planned: string[] = [];
  const sent: Notice[] = [];
  const queued: string[] = [];
  const accounts = new Map<string, Account>();
  const flagged: [UserId, TermsFlag][] = [];
  const secrets = new Map<SecretName, string>([["terms-gate-secret", gateSecret]]);
  /** Set it to make the tenant fail. */
  const trouble: { flags?: Error } = {};
  const ports = {
    clock,
    requests: requestsIn({ records, clock, pause: async () => {} }),
    subjects: subjectsIn({ records: personal, keys }),
    audit: auditIn({ records }),
    events: eventsIn({ records, clock }),
    tasks: tasksIn({ records, clock, keepSeconds: 86_400 }),
    campaigns: campaignsIn({ records, pause: async () => {} }),
    bulks: bulksIn({ records, pause: async () => {} }),
    lists: listsIn({ records: personal, keys, clock, pause: async () => {} }),
    queue: { send: async (bodies: readonly string[]) => void queued.push(...bodies) },
    schedules: {
      once: async (name: string) => void planned.push(name),
      cancel: async (name: string) =>
        void planned.splice(0, planned.length, ...planned.filter((each) => each !== name)),
    },
    notices: {
      send: async (notice: Notice) => {
        sent.push(notice);
        return "sent" as const;
      },
    },
    workflows: workflowsInto(started),
    keys,
    archive: memoryArchive(files),
    recipients: httpRecipients({
      clock,
      secrets: { read: async (name) => (name === "recipient-newsletter-secret" ? recipientSecret : noSecret(name)) },
      post: async () => {
        throw new Error("no door calls a recipient");
      },
    }),
    tokens: tokensFrom(callers),
    reader: readerOf(accounts) as unknown as IdentityReader,
    terms: { ...termsIn({ records, clock, pause: async () => {} }), ...more.terms },
    flags: {
      set: async (userId: UserId, flag: TermsFlag) => {
        if (trouble.flags !== undefined) throw trouble.flags;
        flagged.push([userId, flag]);
      },
    },
    secrets: { read: async (name: SecretName) => secrets.get(name) ?? noSecret(name) },
    ...more.ports,
  };
  const options: ApiOptions = {
    policy: policyWithTerms(),
    publicUrl: "https://privacy.example.com",
    webOrigins: ["https://portal.example.com"],
    log: jsonLog({ clock, sink: (line) => lines.push(line) }),
    description: async () => openApiDocument(routes, options.publicUrl),
    ...more,
    ports,
  };
  const routes = [
    ...apiRoutes(options),
    ...officerRoutes({ policy: options.policy, ports, stories: more.stories ?? {}, documents }),
    ...officerTenantRoutes({ policy: options.policy, ports, stories: more.stories ?? {}, documents }),
    ...recipientRoutes({ policy: options.policy, ports }),
    ...termsRoutes({
      ...options,
      ports,
      documents,
      portalUrl: "https://portal.example.com",
      issuer: "https://tenant.example/",
      log: jsonLog({ clock, sink: (line) => lines.push(line) }),
    }),
    webhookRoute({
      ports,
      streamTokens: async () => streamTokens,
      log: jsonLog({ clock, sink: (line) => lines.push(line) }),
    }),
  ];
  const api: ApiHandler = createApi(options, routes);
  const signIn = (
    name: string,
    secondsAgo: number | undefined = 60,
    accountCreatedAt: Instant | undefined = at("2025-01-01"),
  ): string => {
    const authenticatedAt: Instant | undefined = secondsAgo === undefined ? undefined : plus(clock.now(), -secondsAgo);
    callers.set(`token-of-${name}`, {
      userId: `auth0|${name}` as UserId,
      accountCreatedAt,
      permissions: [],
      authenticatedAt,
      federated: false,
    });
    return `token-of-${name}`;
  };
  /** An officer signs in: with these permissions, and a second factor so many seconds ago. */
  const signInOfficer = (
    name: string,
    permissions: readonly string[],
    secondFactorAgo: number | undefined = 60,
  ): string => {
    const token = signIn(name);
    const caller = callers.get(token) as Caller;
    const secondFactorAt = secondFactorAgo === undefined ? undefined : plus(clock.now(), -secondFactorAgo);
    callers.set(token, { ...caller, permissions: [...permissions], secondFactorAt });
    return token;
  };
  return {
    clock,
    accounts,
    routes,
    planned,
    queued,
    sent,
    signInOfficer,
    ports,
    options,
    api,
    started,
    files,
    lines,
    documents,
    flagged,
    secrets,
    trouble,
    callers,
    signIn,
    call: async (method: string, path: string, asked?: Asked) => {
      const answer = await api(eventFor(method, path, asked));
      const isJson = /[/+]json$/.test(answer.headers["content-type"] ?? "");
      return { ...answer, json: isJson && answer.body !== undefined ? JSON.parse(answer.body) : undefined };
    },
    /** What a step of the story would write. */
    change: (requestId: RequestId, change: (request: PrivacyRequest) => Partial<PrivacyRequest>) =>
      ports.requests.change(requestId, ({ request }) => ({
        outcome: undefined,
        request: { ...request, ...change(request) },
        audit: [],
      })),
    countRequests: async () => (await ports.requests.inStatus("received", { limit: 100 })).items.length,
    close: () => {
      for (const table of tables) table.close();
    },
  };
};
export type World = ReturnType<typeof openWorld>;

/** The tenant as officers see it: accounts, and what Auth0 itself holds back. */
const readerOf = (
  accounts: Map<string, Account>,
): Pick<IdentityReader, "read" | "bruteForceBlocks" | "isIpBlocked" | "countUsers"> => ({
  countUsers: async () => 200,
  read: async (userId) => accounts.get(userId),
  bruteForceBlocks: async () => [{ identifier: "ada@example.com", ip: "203.0.113.7" }],
  isIpBlocked: async (ip) => ip === "203.0.113.9",
});

const signingKeys = (): Keys => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const header = { alg: "ES256", kid: "key-1" };
  return {
    ...memoryKeys(),
    sign: (payload, typ) => new CompactSign(payload).setProtectedHeader({ ...header, typ }).sign(privateKey),
    // a careless keeper: what is private must not get out by this door either
    publicKeys: async () => [
      { ...(await exportJWK(publicKey)), ...header, use: "sig", d: "PRIVATE-PART" } as PublicJwk,
    ],
  };
};

const tokensFrom = (callers: Map<string, Caller>): Tokens => ({
  verify: async (token) => {
    const caller = callers.get(token);
    if (caller === undefined) throw new TokenRefused(`bad token ${token}`);
    return caller;
  },
});

const workflowsInto = (started: string[]): Workflows => ({
  start: async ({ name }) => {
    started.push(name);
  },
  answer: async () => "answered",
  describe: async () => undefined,
  history: async () => ({ events: [] }),
  redrive: async () => {},
});
