import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { ada, blocked, unverified } from "#local/seed/named-people.ts";
import { auth0Listing } from "#ports/listing/auth0-listing.ts";
import { accountOfLine } from "#ports/listing/listed-account.ts";
import { type ListedAccount, unreadable } from "#ports/listing/listing.ts";
import { streamedLines } from "#ports/listing/streamed-lines.ts";
import { database, tenantOfEachTest } from "../support/tenant.ts";

const at = tenantOfEachTest();

const listingOf = (fetch?: typeof globalThis.fetch) => {
  return auth0Listing({
    baseUrl: `${at.tenant.url}/api/v2`,
    tokens: { get: () => at.tenant.managementToken(["read:users"]), drop: () => undefined },
    pacer: { take: async () => undefined, pause: async () => undefined },
    clock: at.clock,
    flag: "habeas_terms",
    fetch,
  });
};
const all = async (accounts: AsyncIterable<ListedAccount | typeof unreadable>): Promise<ListedAccount[]> => {
  const found: ListedAccount[] = [];
  for await (const account of accounts) if (account !== unreadable) found.push(account);
  return found;
};
const byId = (accounts: ListedAccount[], userId: string) => accounts.find((each) => each.userId === userId);

describe("the list of all accounts", () => {
  test("by export is Busy until the tenant is done, then brings everybody with what is needed and no more", async () => {
    await at.users.update(ada, { app_metadata: { habeas_terms: { version: "2026-10" }, region: "EU", secret: "x" } });
    const listing = listingOf();
    const id = await listing.begin("test");
    await expect(all(listing.accounts(id))).rejects.toMatchObject({ name: "Busy" });
    at.clock.wind(10);
    const accounts = await all(listing.accounts(id));
    expect(accounts.length).toBeGreaterThan(150);
    expect(byId(accounts, ada)).toMatchObject({
      address: "ada@example.com",
      locale: "en",
      blocked: false,
      region: "EU",
      accepted: "2026-10",
    });
    expect(byId(accounts, ada)?.connections).toContain(database);
    expect(byId(accounts, blocked)?.blocked).toBe(true);
    expect(byId(accounts, unverified)?.address).toBeUndefined();
    expect(JSON.stringify(accounts)).not.toContain("secret");
  });

  test("asks for the link again each time, for it is good for a minute", async () => {
    const listing = listingOf();
    const id = await listing.begin("test");
    at.clock.wind(10);
    await all(listing.accounts(id));
    at.clock.wind(3600);
    expect((await all(listing.accounts(id))).length).toBeGreaterThan(150);
  });

  test("is lost after a day, when the tenant has let go of it", async () => {
    const listing = listingOf();
    const id = await listing.begin("test");
    at.clock.wind(2 * 86_400);
    await expect(all(listing.accounts(id))).rejects.toMatchObject({ name: "ListingLost" });
  });

  test("by slices of created_at is the same list, where the plan has no exports", async () => {
    const listing = listingOf();
    const id = await listing.begin("test");
    at.clock.wind(10);
    const exported = await all(listing.accounts(id));
    at.tenant.behave({ userExports: false });
    const slices = await listing.begin("test");
    const sliced = await all(listing.accounts(slices));
    const sorted = (accounts: ListedAccount[]) => accounts.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
    expect(sorted(sliced)).toEqual(sorted(exported));
  });

  test("follows no link to another host, whatever the tenant says (I20)", async () => {
    const asked: string[] = [];
    const listing = listingOf(async (input, init) => {
      asked.push(String(input));
      if (!String(input).includes("/jobs/job_")) return fetch(input, init);
      const location = "https://evil.example.com/file.json.gz";
      return Response.json({ id: "job_1", type: "users_export", status: "completed", location });
    });
    const id = await listing.begin("test");
    await expect(all(listing.accounts(id))).rejects.toMatchObject({ name: "ListingLost" });
    expect(asked.some((url) => url.includes("evil"))).toBe(false);
  });

  test.each([
    ["empty", ""],
    ["something else", '[{"id":7}]\nno JSON\n'],
  ])("that comes as %s is Busy: no tenant is without accounts (F7)", async (_what, file) => {
    const listing = listingOf(async (input, init) =>
      String(input).includes("/jobs/") || init?.method === "POST" ? fetch(input, init) : new Response(file),
    );
    const id = await listing.begin("test");
    at.clock.wind(10);
    await expect(all(listing.accounts(id))).rejects.toMatchObject({ name: "Busy" });
  });

  test("names whom it cannot read, so that they are counted", async () => {
    const line = JSON.stringify({ user_id: "auth0|x", created_at: "2025-01-01T00:00:00.000Z" });
    const listing = listingOf(async (input, init) =>
      String(input).includes("/jobs/") || init?.method === "POST"
        ? fetch(input, init)
        : new Response(`no\n${line}\n{}`),
    );
    const id = await listing.begin("test");
    at.clock.wind(10);
    const found: unknown[] = [];
    for await (const account of listing.accounts(id)) found.push(account);
    expect(found).toEqual([unreadable, expect.objectContaining({ userId: "auth0|x" }), unreadable]);
  });

  test("leaves out a line that names nobody, or an id that could not be used in a path (I7)", () => {
    const created_at = "2025-01-01T00:00:00.000Z";
    for (const line of [undefined, null, 1, {}, { created_at }, { user_id: "..", created_at }, { user_id: "auth0|.." }])
      expect(accountOfLine(line)).toBeUndefined();
    const odd = {
      user_id: "auth0|x",
      created_at,
      email: 7,
      email_verified: "yes",
      blocked: "no",
      flag: "x",
      region: {},
    };
    expect(accountOfLine(odd)).toMatchObject({ userId: "auth0|x", address: undefined, blocked: false });
  });
});

describe("lines as they stream in", () => {
  const serve = async (body: Uint8Array, { cut = false, status = 200 } = {}): Promise<string> => {
    const server = createServer((_request, response) => {
      response.writeHead(status, cut ? { "content-length": body.length + 1000 } : {});
      if (!cut) response.end(body);
      else response.write(body, () => response.socket?.destroy());
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  };
  const bounds = { deadlineMs: 5000, maxLine: 100 };
  const lines = async (body: Uint8Array, how = {}): Promise<string[]> => {
    const found: string[] = [];
    for await (const line of streamedLines(await serve(body, how), bounds)) found.push(line);
    return found;
  };
  const bytes = (text: string) => Buffer.from(text);

  test("are read packed, in several parts, or as they are; with and without a last line feed", async () => {
    expect(await lines(Buffer.concat([gzipSync("ä\nb\n"), gzipSync("c")]))).toEqual(["ä", "b", "c"]);
    expect(await lines(bytes("a\n\nb\n"))).toEqual(["a", "b"]);
    expect(await lines(bytes(""))).toEqual([]);
  });

  test.each([
    ["that break off", gzipSync("a\n".repeat(10_000)).subarray(0, 20), {}],
    ["whose connection is cut", bytes("a\nb"), { cut: true }],
    ["that are refused", bytes("no"), { status: 403 }],
    ["that do not end", bytes("a".repeat(1000)), {}],
  ])("%s are Busy, and the address is not said", async (_which, body, how) => {
    await expect(lines(body, how)).rejects.toMatchObject({ name: "Busy" });
    await expect(lines(body, how)).rejects.not.toThrow(/127\.0\.0\.1/);
  });
});
