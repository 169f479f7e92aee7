import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { filesInZip } from "../support/zip.ts";
import { type Journey, openJourney } from "./journey.ts";

// A source that fails for good, and a recipient that cannot answer: named wherever somebody looks, and never silently missing.

describe("an export that could not be whole", () => {
  let journey: Journey;
  let requestId: RequestId;
  let files: Map<string, Buffer>;
  const email = "zoe@example.com";

  beforeAll(async () => {
    journey = await openJourney();
    journey.system.tenant.failNext({
      method: "GET",
      path: "/users/*/connected-accounts",
      mode: "before",
      status: 400,
      times: 1000,
    });
    const token = await journey.signIn(email);
    const asked = await journey.call("POST", "/requests", token, { kind: "export" });
    ({ requestId } = (await asked.json()) as { requestId: RequestId });
    await journey.windBy(300);
    // nobody answers for the archive of paper within its 15 days
    expect((await journey.request(requestId)).status).not.toMatch(/fulfilled/);
    await journey.windBy(16 * 86_400);
    const signed = await journey.call("GET", `/requests/${requestId}/package`, await journey.signIn(email));
    const { url } = (await signed.json()) as { url: string };
    files = await filesInZip(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  }, 120_000);
  afterAll(() => journey?.close());

  const missing = ["connected-accounts", "recipient:paper-archive"];

  test("is partly fulfilled, on record with what is missing and why", async () => {
    expect((await journey.request(requestId)).status).toBe("partly-fulfilled");
    expect(await journey.events(requestId)).toEqual(
      expect.arrayContaining(["source-missing", "request-partly-fulfilled"]),
    );
  });

  test("says so in the package: on the first page and in the manifest", () => {
    expect(JSON.parse(String(files.get("manifest.json")))).toMatchObject({ complete: false, missing });
    const page = String(files.get("index.html"));
    expect(page).toContain("Das ist noch nicht alles");
    expect(page.indexOf("Verbundene Konten")).toBeGreaterThan(page.indexOf("Das ist noch nicht alles"));
    expect(page).toContain("paper-archive");
    expect(files.has("data/connected-accounts.json")).toBe(false);
    expect(files.has("data/account.json")).toBe(true);
  });

  test("says so to the person, in the message and at the request", async () => {
    const { items } = await journey.system.outbox.list();
    const ready = items.find(({ subject }) => subject === "Ihre Daten liegen bereit");
    expect(ready?.text).toContain("Diese Teile konnten wir nicht bekommen");
    expect(ready?.text).toContain("· Verbundene Konten");
    expect(ready?.text).toContain("· paper-archive");
    const seen = await journey.call("GET", `/requests/${requestId}`, await journey.signIn(email));
    expect(await seen.json()).toMatchObject({ status: "partly-fulfilled", package: { missing } });
  });

  test("says so to the officer, list by list, and nothing of the data", async () => {
    const officer = await journey.signInOfficer("officer@example.com");
    const seen = await journey.call("GET", `/officer/requests/${requestId}`, officer);
    const text = await seen.text();
    expect(JSON.parse(text)).toMatchObject({ export: { format: "full", package: { missing, downloads: 1 } } });
    const { sources } = (JSON.parse(text) as { export: { sources: { source: string; outcome: string }[] } }).export;
    expect(sources.find(({ source }) => source === "connected-accounts")).toEqual({
      source: "connected-accounts",
      outcome: "missing",
      because: "TenantRefused",
    });
    expect(sources.filter(({ outcome }) => outcome === "collected")).toHaveLength(12);
    expect(text).not.toContain(email);
  });
});
