import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId, UserId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import { ada } from "#local/seed/named-people.ts";
import { accessLink } from "#requests/rights-session.ts";
import { inTenantOf } from "../support/furnished.ts";
import { at } from "../support/requests.ts";
import { filesInZip } from "../support/zip.ts";
import { type Journey, openJourney } from "./journey.ts";

// An account that is deleted at the tenant and made anew under the same id is somebody else's (I7).

const email = "ada@example.com";
let journey: Journey;
beforeEach(async () => {
  journey = await openJourney(at("2026-11-23"), (text) => text.replace(/ {2}paper-archive:\n(?: {4}.*\n)+/, ""));
});
afterEach(() => journey?.close());

/** From this moment on the id is another account's. Answers with when the former was made. */
const replaceAccount = () =>
  inTenantOf(journey.dataDir, (records) => {
    const user = records.users.get(ada);
    if (user === undefined) throw new Error("there is no Ada");
    const former = user.created_at;
    const newcomer = { ...user, created_at: journey.clock.now(), user_metadata: { note: "canary-newcomer" } };
    for (const collection of [records.users, records.index]) collection.put(ada, newcomer, email);
    return former;
  });

const ask = async (): Promise<RequestId> => {
  const answer = await journey.call("POST", "/requests", await journey.signIn(email), { kind: "export" });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { requestId: RequestId }).requestId;
};

const packageOf = async (requestId: RequestId, token: string) => {
  const signed = await journey.call("GET", `/requests/${requestId}/package`, token);
  if (signed.status !== 200) return { status: signed.status, files: new Map<string, Buffer>() };
  const { url } = (await signed.json()) as { url: string };
  return { status: 200, files: await filesInZip(new Uint8Array(await (await fetch(url)).arrayBuffer())) };
};
const itemsIn = (files: Map<string, Buffer>, path: string): JsonObject[] =>
  (JSON.parse(files.get(path)?.toString() ?? "") as { items: JsonObject[] }).items;

/** A session by a mailed link, as the owner of an account of this age gets it. */
const sessionOf = async (createdAt: Parameters<ReturnType<typeof accessLink>>[0]["createdAt"]): Promise<string> => {
  const link = await accessLink(journey.system.ports)({ userId: ada as UserId, createdAt }, 3600);
  const page = await journey.call("POST", `/access/${link}`);
  return /name="session" value="(hrs_[\w-]+)"/.exec(await page.text())?.[1] ?? "";
};

describe("an account under a former owner's id", () => {
  test("gets a package of its own, without anything of the former owner's; theirs stays theirs", async () => {
    const theirs = await ask();
    await journey.windBy(300);
    expect((await journey.request(theirs)).status).toBe("fulfilled");
    const formerCreatedAt = replaceAccount();

    await journey.windBy(60);
    const token = await journey.signIn(email);
    expect((await packageOf(theirs, token)).status).toBe(404);
    expect(await (await journey.call("GET", "/requests", token)).json()).toEqual({ requests: [] });
    const own = await ask();
    await journey.windBy(300);
    expect((await journey.request(own)).status).toBe("fulfilled");

    const { status, files } = await packageOf(own, await journey.signIn(email));
    expect(status).toBe(200);
    expect(itemsIn(files, "data/requests.json").map(({ requestId }) => requestId)).toEqual([own]);
    const since = String(itemsIn(files, "data/account.json")[0]?.created_at);
    for (const { date } of itemsIn(files, "data/log-events.json")) expect(String(date) >= since).toBe(true);
    expect(itemsIn(files, "data/log-events.json").length).toBeGreaterThan(0);

    const former = await packageOf(theirs, await sessionOf(formerCreatedAt));
    expect(former.status).toBe(200);
    expect([...former.files.values()].some((file) => file.includes("canary-newcomer"))).toBe(false);
    expect((await packageOf(own, await sessionOf(formerCreatedAt))).status).toBe(404);
  });

  test("keeps what is its own when the former owner's export is still being collected", async () => {
    const { tenant } = journey.system;
    tenant.failNext({ method: "GET", path: "/users/*/logs", mode: "before", times: 1000 });
    const requestId = await ask();
    await journey.windBy(60);
    expect((await journey.request(requestId)).progress.collected).toHaveProperty("profile");
    const formerCreatedAt = replaceAccount();
    await journey.restart(); // the tenant is well again
    await journey.windBy(900);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    expect(await journey.events(requestId)).toContain("account-replaced");

    const { status, files } = await packageOf(requestId, await sessionOf(formerCreatedAt));
    expect(status).toBe(200);
    for (const name of ["account", "sessions", "log-events", "grants"])
      expect(itemsIn(files, `data/${name}.json`)).toEqual([]);
    expect([...files.values()].some((file) => file.includes("canary-newcomer"))).toBe(false);
    expect((await packageOf(requestId, await journey.signIn(email))).status).toBe(404);
  });
});
