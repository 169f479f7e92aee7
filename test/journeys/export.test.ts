import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
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
});
