import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { filesInZip, sha256 } from "../support/zip.ts";
import { type Journey, openJourney } from "./journey.ts";

// Whole requests for one's own data, on one machine, from the door to the removal of the package.

/** No officer's task to wait for: for journeys that are about something else. */
const withoutPaper = (text: string): string => text.replace(/ {2}paper-archive:\n(?: {4}.*\n)+/, "");

const ask = async (journey: Journey, email: string, body: object = {}) => {
  const token = await journey.signIn(email);
  const answer = await journey.call("POST", "/requests", token, { kind: "export", ...body });
  return { token, answer, requestId: ((await answer.json()) as { requestId: RequestId }).requestId };
};

const fetchPackage = async (journey: Journey, requestId: RequestId, token: string) => {
  const signed = await journey.call("GET", `/requests/${requestId}/package`, token);
  const address = (await signed.json()) as { url: string; until: string; sha256: string; bytes: number };
  return { signed, address };
};

describe("a person who asks for their data", () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await openJourney(undefined, withoutPaper);
  });
  afterAll(() => journey?.close());
  let token: string;
  let requestId: RequestId;

  test("gets it: asked for, collected, packed, told, fetched", async () => {
    const asked = await ask(journey, "ada@example.com");
    ({ token, requestId } = asked);
    expect(asked.answer.status).toBe(202);
    await journey.windBy(300); // the tenant's limits
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    const { signed, address } = await fetchPackage(journey, requestId, token);
    expect(signed.status).toBe(200);
    const file = await fetch(address.url);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toContain(`habeas-export-${requestId}.zip`);
    const zip = new Uint8Array(await file.arrayBuffer());
    expect(sha256(zip)).toBe(address.sha256);
    const files = await filesInZip(zip);
    expect([...files.keys()]).toContain("index.html");
    expect([...files.keys()].at(-1)).toBe("manifest.json");
    expect(files.get("data/account.json")?.toString()).toContain("ada@example.com");
  });

  test("is offered the package when they ask again; who insists goes to an officer (Article 12(5))", async () => {
    const again = await journey.call("POST", "/requests", token, { kind: "export" });
    expect([again.status, again.headers.get("location")]).toEqual([409, `/requests/${requestId}`]);
    expect(await again.json()).toMatchObject({ type: "https://habeas.dev/problems/package-is-there", requestId });
    const insisting = await journey.call("POST", "/requests", token, { kind: "export", insist: true });
    expect(insisting.status).toBe(202);
    const insisted = ((await insisting.json()) as { requestId: RequestId }).requestId;
    await journey.windBy(60);
    const request = await journey.request(insisted);
    expect(request.status).toBe("in-review");
    expect(request.progress.plan).toMatchObject({ oddities: ["repeated"], approvalsNeeded: 1 });
    await journey.call("DELETE", `/requests/${insisted}`, token);
    await journey.windBy(60);
    expect((await journey.request(insisted)).closedAt).toBeDefined();
  });

  test("is nobody else's, is signed for a minute at most, and every time is on record (I14, I22)", async () => {
    const other = await journey.signIn("otto@example.com");
    expect((await fetchPackage(journey, requestId, other)).signed.status).toBe(404);
    const fresh = await journey.signIn("ada@example.com");
    const { address } = await fetchPackage(journey, requestId, fresh);
    expect(Date.parse(address.until) - Date.parse(journey.clock.now())).toBe(60_000);
    await journey.windBy(61);
    expect((await fetch(address.url)).status).toBe(404);
    const events = await journey.events(requestId);
    expect(events.filter((event) => event === "package-download-signed")).toHaveLength(2);
    await journey.windBy(600);
    expect((await fetchPackage(journey, requestId, fresh)).signed.status).toBe(401);
  });

  test("is gone when its time is over, with all that was collected for it", async () => {
    await journey.windBy(7 * 86_400);
    const fresh = await journey.signIn("ada@example.com");
    expect((await fetchPackage(journey, requestId, fresh)).signed.status).toBe(404);
    for (const kind of ["exports", "pages", "parts"]) {
      expect(readdirSync(join(journey.dataDir, "archive", kind)).filter((name) => name.startsWith(requestId))).toEqual(
        [],
      );
    }
  });
});

describe("a person who wants their data and then their account deleted", () => {
  test("has the deletion wait until they have fetched the data, and nothing of the package outlives it (I9, I22)", async () => {
    const journey = await openJourney(undefined, (text) =>
      withoutPaper(text).replace("approval: when-odd", "approval: never"),
    );
    try {
      const { requestId } = await ask(journey, "zoe@example.com");
      await journey.windBy(300);
      const deletion = await journey.askForDeletion("zoe@example.com");
      await journey.windTo(plus((await journey.request(requestId)).receivedAt, 6 * 86_400 + 86_000));
      await journey.call("POST", `/requests/${deletion.requestId}/waiver`, await journey.signIn("zoe@example.com"));
      await journey.windBy(30);
      expect((await journey.request(deletion.requestId)).pointOfNoReturnAt).toBeUndefined();

      const fresh = await journey.signIn("zoe@example.com");
      const { signed } = await fetchPackage(journey, requestId, fresh);
      expect(signed.status).toBe(200);
      await journey.windBy(600);
      expect((await journey.request(deletion.requestId)).status).toBe("fulfilled");
      for (const kind of ["exports", "pages", "parts"]) {
        expect(readdirSync(join(journey.dataDir, "archive", kind))).toEqual([]);
      }
    } finally {
      await journey.close();
    }
  });
});
