import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import { auth0Reader } from "#ports/identity/auth0-reader.ts";
import type { CollectedPerson, Source } from "#ports/identity/identity.ts";
import { woundClock } from "../support/wound-clock.ts";

// What stands inside of a person's organisations, over real HTTP: each organisation has lists of its own.

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const userId = UserId.parse("auth0|ada");
const person: CollectedPerson = { userId, logins: [userId], address: "Ada@example.com" };

/** A tenant that answers by path; `undefined` is a 404 as Auth0 writes it. */
const tenantOf = async (answers: (path: string, page: number) => object | undefined) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://tenant");
    const path = decodeURIComponent(pathname.replace("/api/v2", ""));
    asked.push(`${path} ${searchParams.get("page")}`);
    const body = answers(path, Number(searchParams.get("page")));
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    const error = { statusCode: 404, error: "Not Found", message: "gone", errorCode: "inexistent_organization" };
    response.end(JSON.stringify(body ?? error));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const reader = auth0Reader({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`,
    tokens: { get: async () => "token", drop: () => undefined },
    pacer: { take: async () => undefined, pause: async () => undefined },
    clock: woundClock(),
  });
  const all = async (source: Source, of = person): Promise<JsonObject[]> => {
    const items: JsonObject[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.collect(source, of, cursor);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  };
  return { reader, all, asked };
};

const two = { organizations: [{ id: "org_one" }, { id: "org_two" }] };
const role = (number: number) => ({ id: `rol_${number}`, name: `role ${number}` });

describe("what stands inside of organisations", () => {
  test("is listed for each, page by page, with the organisation's id, and nothing is asked twice", async () => {
    const { all, asked } = await tenantOf((path, page) => {
      if (path === `/users/${userId}/organizations`) return two;
      if (path.startsWith("/organizations/org_two/")) return { roles: [role(7)] };
      return { roles: page === 0 ? Array.from({ length: 100 }, (_, number) => role(number)) : [role(100)] };
    });
    const items = await all("organization-roles");
    expect(items).toHaveLength(102);
    expect(items[100]).toEqual({ organization_id: "org_one", ...role(100) });
    expect(items[101]).toEqual({ organization_id: "org_two", ...role(7) });
    expect(asked).toEqual([
      `/users/${userId}/organizations 0`,
      `/organizations/org_one/members/${userId}/roles 0`,
      `/organizations/org_one/members/${userId}/roles 1`,
      `/organizations/org_two/members/${userId}/roles 0`,
    ]);
  });

  test("are of invitations those to the verified address alone: others' are never kept (I22)", async () => {
    const invitations = ["ada@EXAMPLE.com", "canary@other.example", undefined].map((email, number) => ({
      id: `uinv_${number}`,
      ...(email !== undefined && { invitee: { email } }),
    }));
    const answer = (path: string) =>
      path.startsWith("/users/") ? { organizations: [{ id: "org_one" }] } : { invitations };
    const { all } = await tenantOf(answer);
    expect((await all("invitations")).map(({ id }) => id)).toEqual(["uinv_0"]);
    expect(await all("invitations", { ...person, address: undefined })).toEqual([]);
  });

  test("is nothing for an organisation that is gone by then, and goes on with the next", async () => {
    const { all } = await tenantOf((path) => {
      if (path.startsWith("/users/")) return two;
      return path.startsWith("/organizations/org_one/") ? undefined : { roles: [role(1)] };
    });
    expect(await all("organization-roles")).toEqual([{ organization_id: "org_two", ...role(1) }]);
  });

  test("is nothing for who is in none", async () => {
    const { all, asked } = await tenantOf(() => ({ organizations: [] }));
    expect([await all("organization-roles"), await all("invitations")]).toEqual([[], []]);
    expect(asked).toHaveLength(2);
  });

  test.each(["org_one/../x.0", "..0", "org_one", "org_one.0.0", ".0", "org_one.-1"])(
    "is never asked for at a place that was made up: %j (I7)",
    async (cursor) => {
      const { reader, asked } = await tenantOf(() => ({ roles: [] }));
      await expect(reader.collect("organization-roles", person, cursor)).rejects.toThrow();
      expect(asked).toEqual([]);
    },
  );
});
