import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RequestId, UserId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import { ada, admin, organizationOwner } from "#local/seed/named-people.ts";
import { makeSeed } from "#local/seed/seed.ts";
import type { LedgerEntry } from "#local/tenant/ledger.ts";
import type { Seed } from "#local/tenant/seed.ts";
import { signIn } from "#local/tenant/sign-in.ts";
import { audience } from "#local/trial-tenant.ts";
import { sources } from "#ports/identity/identity.ts";
import { checklistOf, lackingIn } from "../support/checklist.ts";
import { adasSecrets, furnish, furnished, inTenantOf } from "../support/furnished.ts";
import { at } from "../support/requests.ts";
import { filesInZip } from "../support/zip.ts";
import { type Journey, openJourney } from "./journey.ts";

// That a package has all of one person, nothing of another, and costs the tenant each page once.

const start = at("2026-11-23");
const email = "ada@example.com";
const withoutPaper = (text: string): string => text.replace(/ {2}paper-archive:\n(?: {4}.*\n)+/, "");
const open = () => openJourney(start, withoutPaper);

const askForExport = async (journey: Journey) => {
  const token = await journey.signIn(email);
  const answer = await journey.call("POST", "/requests", token, { kind: "export" });
  expect(answer.status).toBe(202);
  return { token, requestId: ((await answer.json()) as { requestId: RequestId }).requestId };
};

const packageFiles = async (journey: Journey, requestId: RequestId) => {
  const signed = await journey.call("GET", `/requests/${requestId}/package`, await journey.signIn(email));
  const { url } = (await signed.json()) as { url: string };
  return filesInZip(new Uint8Array(await (await fetch(url)).arrayBuffer()));
};

const itemsIn = (files: Map<string, Buffer>, path: string): JsonObject[] =>
  (JSON.parse(files.get(path)?.toString() ?? '{"items":[]}') as { items: JsonObject[] }).items;

/** A token that is good at this moment; its record is in the package, and it must not be. */
const refreshTokenOfAda = async ({ system: { tenant } }: Journey): Promise<string> => {
  const { refreshToken = "" } = await signIn({
    issuer: tenant.issuer,
    clientId: tenant.clientId("Shop"),
    redirectUri: "https://shop.example.com/callback",
    audience,
    scope: "openid offline_access",
    email,
    password: "habeas",
    code: adasSecrets.factorCode,
  });
  expect(refreshToken).not.toBe("");
  return refreshToken;
};

/** Marks of other people, each where the tenant may keep it. None may come into Ada's package. */
const marks = {
  mail: "canary-mail@other.example",
  name: "Canaryname",
  nickname: "canarynick",
  phone: "+4915550000777",
  userNote: "canary-user-note",
  appNote: "canary-app-note",
  linkedMail: "canary-linked@other.example",
  session: "canary-session-agent",
  sessionIp: "203.0.113.11",
  device: "canary-device",
  account: "canary-connected-account",
  grant: "https://canary-grant.example/api",
  failedIp: "203.0.113.77",
  failedClientIp: "203.0.113.78",
  failedAgent: "canary-failed-agent",
  failedCity: "Canaryville",
  unknownIp: "203.0.113.79",
  unknownAgent: "canary-unknown-agent",
  adminName: "Canaryadmin",
  adminMail: "canary-admin@staff.example",
  adminIp: "203.0.113.80",
  adminAgent: "canary-admin-agent",
  adminBody: "canary-admin-body",
  mentionedId: "auth0|canary-mentioned",
  mentionedMail: "canary-mentioned@other.example",
  othersIp: "203.0.113.81",
  ticket: "canary-ticket-secret",
  hold: "canary-hold",
  officer: "canary-of-officer",
};

const plantOthers = ({ dataDir, system: { tenant } }: Journey): void => {
  inTenantOf(dataDir, (records) => {
    const otto = records.users.get(organizationOwner);
    if (otto === undefined) throw new Error("there is no Otto");
    const other = {
      ...otto,
      email: marks.mail,
      name: marks.name,
      nickname: marks.nickname,
      phone_number: marks.phone,
      user_metadata: { note: marks.userNote },
      app_metadata: { note: marks.appNote },
      identities: [
        ...otto.identities,
        {
          provider: "google-oauth2",
          user_id: "canary-linked",
          connection: "google-oauth2",
          isSocial: true,
          profileData: { email: marks.linkedMail },
        },
      ],
    };
    for (const collection of [records.users, records.index]) collection.put(organizationOwner, other, marks.mail);
    const [session] = records.sessions.of(ada);
    const [grant] = records.grants.of(ada);
    const [token] = records.refreshTokens.of(ada);
    const [account] = records.connectedAccounts.of(ada);
    const [key] = records.publicKeys.of(ada);
    if (!session || !grant || !token || !account || !key) throw new Error("Ada is not furnished");
    const his = { user_id: organizationOwner };
    const put = { ...his, id: "canary-record" };
    records.sessions.put(put.id, { ...session, ...put, user_agent: marks.session, ip: marks.sessionIp }, his.user_id);
    records.grants.put(put.id, { ...grant, ...put, audience: marks.grant }, his.user_id);
    records.refreshTokens.put(put.id, { ...token, ...put, device_name: marks.device }, his.user_id);
    records.publicKeys.put("canary-key", { ...key, ...his, id: "canary-key", device_name: marks.device }, his.user_id);
    records.connectedAccounts.put(put.id, { ...account, ...put, connection: marks.account }, his.user_id);
  });
  // somebody tries Ada's password, and somebody her address, from places she never was in
  tenant.emit("fp", "Wrong email or password.", {
    user_id: ada,
    user_name: email,
    ip: marks.failedIp,
    client_ip: marks.failedClientIp,
    user_agent: marks.failedAgent,
    location_info: { city_name: marks.failedCity },
  });
  tenant.emit("fu", "Invalid username.", {
    user_id: "",
    user_name: email,
    ip: marks.unknownIp,
    user_agent: marks.unknownAgent,
  });
  // an administrator at work on Ada's account
  tenant.emit("sapi", "Update a User", {
    user_id: admin,
    user_name: marks.adminMail,
    ip: marks.adminIp,
    user_agent: marks.adminAgent,
    details: {
      request: {
        method: "patch",
        path: `/api/v2/users/${encodeURIComponent(ada)}`,
        ip: marks.adminIp,
        userAgent: marks.adminAgent,
        body: { app_metadata: { note: marks.adminBody } },
        auth: { user: { user_id: admin, name: marks.adminName, email: marks.adminMail } },
      },
      response: { statusCode: 200, body: { user_id: ada, note: marks.adminBody } },
    },
  });
  tenant.emit("sapi", "Update a User", {
    user_id: ada,
    details: { request: { auth: { user: { user_id: admin, name: marks.adminName, email: marks.adminMail } } } },
  });
  // a record of hers that names another account, carries a link that lets in, and says which administrator was behind it
  tenant.emit("scp", `linked ${marks.mentionedId}, told ${marks.mentionedMail}`, {
    user_id: ada,
    user_name: email,
    details: {
      link: `https://shop.example.com/reset?ticket=${marks.ticket}`,
      [marks.mentionedMail]: true,
      request: { auth: { user: { user_id: admin, name: marks.adminName } } },
    },
  });
  // another account of her address
  tenant.emit("s", "Success Login", { user_id: organizationOwner, user_name: email, ip: marks.othersIp });
  tenant.emit("s", "Success Login", { user_id: ada, user_name: email, ip: "127.0.0.1" });
};

describe("the package of a person of whom the tenant holds something of everything", () => {
  let journey: Journey;
  let files: Map<string, Buffer>;
  let seed: Seed;
  let token: string;
  let requestId: RequestId;
  let refreshToken: string;
  let signIns: LedgerEntry[];
  const clientId = (name: string): string => journey.system.tenant.clientId(name);

  beforeAll(async () => {
    journey = await open();
    seed = furnished(makeSeed(start), start);
    // the tenant's own seed is as old as its start
    inTenantOf(journey.dataDir, (records) => furnish(records, seed, clientId));
    plantOthers(journey);
    refreshToken = await refreshTokenOfAda(journey);
    // what belongs to no request is on record by day: hers, and somebody else's
    for (const [of, holdId] of [
      [ada, "hold-of-ada"],
      [organizationOwner, marks.hold],
    ] as const) {
      const { subjects, requests, clock } = journey.system.ports;
      const subjectRef = await subjects.refOf(of as UserId);
      const entry = {
        event: "hold-placed",
        at: clock.now(),
        actor: "officer:canary-of-officer",
        facts: { subjectRef, holdId },
      };
      await requests.changeSubject(subjectRef, () => ({ outcome: undefined, audit: [entry] }));
    }
    ({ token, requestId } = await askForExport(journey));
    signIns = journey.system.tenant.ledger(ada).filter(({ effect }) => effect === "logged-in");
    await journey.windBy(300);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    files = await packageFiles(journey, requestId);
  });
  afterAll(() => journey?.close());

  test("has every value that the seed put into the tenant, but what the list of cuts names with its ground", () => {
    const logins = seed.users.find(({ user_id }) => user_id === ada)?.logins_count ?? 0;
    const last = signIns.at(-1)?.at ?? "";
    const changed = { last_login: last, updated_at: last, logins_count: logins + signIns.length };
    const checklist = checklistOf(seed, changed, clientId);
    const cuts = itemsIn(files, "data/cut.json");
    const lacking = checklist.flatMap((wanted) =>
      lackingIn(itemsIn(files, wanted.file), wanted).map(([path]) => ({ file: wanted.file, path })),
    );
    const fileOfCuts = (file: string): string => (file === "data/app-metadata.json" ? "data/account.json" : file);
    const named = lacking.map(({ file, path }) => {
      const member = `${file === "data/app-metadata.json" ? "app_metadata." : ""}${path.replace(/\[\d+\]/g, "[]")}`;
      const cut = cuts.find((each) => each.file === fileOfCuts(file) && each.path === member);
      return `${file} ${path}: ${cut?.ground ?? "LACKING"}`;
    });
    expect(named).toEqual([
      "data/app-metadata.json legacy.password_hash: secret",
      "data/invitations.json inviter.name: other-person",
      "data/invitations.json invitation_url: secret",
      "data/invitations.json ticket_id: secret",
      "data/authentication-methods.json public_key: secret",
    ]);
    // the list itself is whole: each source of the story has something on it
    const fileOf = (source: string): string => `data/${source === "profile" ? "account" : source}.json`;
    const walked = new Set(checklist.map(({ file }) => file));
    expect(sources.filter((source) => !walked.has(fileOf(source)))).toEqual(["log-events"]);
    expect(checklist.flatMap(({ pairs }) => pairs).length).toBeGreaterThan(100);
  });

  test("has each record of the log that is about the person, and says where a part of it was cut", () => {
    const events = itemsIn(files, "data/log-events.json");
    const types = events.map(({ type }) => type);
    for (const type of ["fp", "fu", "sapi", "scp", "s"]) expect(types).toContain(type);
    const grounds = itemsIn(files, "data/cut.json").flatMap(({ file, ground }) =>
      file === "data/log-events.json" ? [String(ground)] : [],
    );
    expect([...new Set(grounds)].sort()).toEqual(["administrator", "other-person", "perhaps-another-person", "secret"]);
  });

  test("has what is on record about the person beside their requests, and names no officer", () => {
    expect(itemsIn(files, "data/history.json")).toEqual([
      { at: expect.any(String), event: "hold-placed", actor: "officer", facts: { holdId: "hold-of-ada" } },
    ]);
  });

  test("has no mark of anybody else in any of its files (I22)", () => {
    const others = seed.users.filter(({ user_id }) => user_id !== ada);
    const known = new Set(
      [...files.values()].flatMap((file) => [...(file.toString().match(/[\w.+-]+@[\w.-]+/g) ?? [])]),
    );
    expect(known).toContain(email);
    const canaries = [
      ...Object.values(marks),
      ...others.flatMap(({ user_id, email: address, phone_number }) => [user_id, address, phone_number]),
      ...seed.sessions.flatMap(({ id, user_id }) => (user_id === ada ? [] : [id])),
      ...seed.refreshTokens.flatMap(({ id, user_id }) => (user_id === ada ? [] : [id])),
    ].flatMap((mark) => (mark === undefined || mark === email ? [] : [mark]));
    expect(canaries.length).toBeGreaterThan(400);
    const found = [...files].flatMap(([path, content]) => {
      const text = content.toString();
      return canaries
        .filter((mark) => text.includes(mark) || text.includes(encodeURIComponent(mark)))
        .map((mark) => `${path}: ${mark}`);
    });
    expect(found).toEqual([]);
  });

  test("has no secret in any of its files", () => {
    const { tenant } = journey.system;
    const clients = ["reader", "eraser", "steward", "blocker", "gate", "flag"];
    const kept = inTenantOf(journey.dataDir, ({ passwords, refreshTokens }) => [
      ...passwords.all().flatMap(({ hash, salt }) => [hash, salt]),
      ...refreshTokens.all().map(({ hash }) => hash),
    ]);
    const secrets = [
      ...Object.values(adasSecrets),
      ...kept,
      ...clients.map((name) => tenant.clientSecret(`Habeas ${name}`)),
      token,
      refreshToken,
    ];
    expect(secrets.every((secret) => secret.length > 8)).toBe(true);
    const found = [...files].flatMap(([path, content]) =>
      secrets.filter((secret) => content.includes(secret)).map(() => path),
    );
    expect(found).toEqual([]);
  });
});

describe("a collection that breaks off in the middle", () => {
  test("goes on after the retries and a restart where it was, and asks for no page twice that it has", async () => {
    const journey = await open();
    const asked: { page: string; status: number }[] = [];
    const real = globalThis.fetch;
    const spy = vi.spyOn(globalThis, "fetch");
    try {
      for (let number = 0; number < 250; number += 1)
        journey.system.tenant.emit("s", `login ${number}`, { user_id: ada, user_name: email, ip: "127.0.0.1" });
      const { requestId } = await askForExport(journey);
      // from here on each call to the tenant is written down; after the first page of the log, its listing is down
      let isBroken = false;
      spy.mockImplementation(async (input, init) => {
        const address = new URL(input instanceof Request ? input.url : String(input));
        const answer = await real(input, init);
        // who somebody is, by chosen fields, is looked up at other steps too: it is no page of what is collected
        if (!address.pathname.startsWith("/api/v2/") || address.searchParams.has("fields")) return answer;
        // nor is what the host itself asks, whether events are missing
        const isOfHost = /\/(?:log-streams|logs)$/.test(address.pathname) && !/\/users\//.test(address.pathname);
        if (isOfHost && !address.searchParams.has("search")) return answer;
        asked.push({ page: decodeURIComponent(address.pathname + address.search), status: answer.status });
        if (!isBroken && answer.ok && /\/users\/.*\/logs$/.test(address.pathname)) {
          isBroken = true;
          journey.system.tenant.failNext({ method: "GET", path: "/users/*/logs", mode: "before", times: 1000 });
        }
        return answer;
      });
      await journey.windBy(180);
      const refused = asked.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(1);
      expect(new Set(refused.map(({ page }) => page)).size).toBe(1);
      expect((await journey.request(requestId)).closedAt).toBeUndefined();
      const before = asked.filter(({ status }) => status === 200).map(({ page }) => page);
      expect(before.filter((page) => page.includes(`/users/${ada}/logs?`))).toHaveLength(1);

      await journey.restart(); // the tenant is well again, too
      const known = asked.length;
      await journey.windBy(900);
      expect((await journey.request(requestId)).status).toBe("fulfilled");
      const after = asked.slice(known).filter(({ status }) => status === 200);
      expect(after.length).toBeGreaterThan(0);
      expect(after.map(({ page }) => page).filter((page) => before.includes(page))).toEqual([]);
      // which organisations there are is where three sources begin: once each
      const listing = `/users/${ada}/organizations?`;
      const all = [...before, ...after.map(({ page }) => page)].filter((page) => !page.includes(listing));
      expect(before.filter((page) => page.includes(listing))).toHaveLength(3);
      expect(all.filter((page, place) => all.indexOf(page) !== place)).toEqual([]);

      spy.mockRestore();
      const events = itemsIn(await packageFiles(journey, requestId), "data/log-events.json");
      const logins = events.map(({ description }) => String(description)).filter((text) => /^login \d+$/.test(text));
      expect(logins).toHaveLength(250);
      expect(new Set(logins).size).toBe(250);
    } finally {
      spy.mockRestore();
      await journey.close();
    }
  });
});
