import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Cloud, openCloud } from "../support/cloud.ts";
import { hasDynoxide } from "../support/dynoxide.ts";
import { filesInZip, sha256 } from "../support/zip.ts";

const address = "ada@example.com";

interface Asked {
  token?: string;
  body?: unknown;
}

describe.skipIf(!hasDynoxide)("an export in the bundles, with the template's environment (Linux x64 only)", () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await openCloud();
  }, 180_000);
  afterAll(() => cloud?.close());

  const ask = async (method: string, path: string, { token, body }: Asked = {}) => {
    const answer = await cloud.call("api", {
      version: "2.0",
      rawPath: path,
      rawQueryString: "",
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      requestContext: { requestId: "correlation-1", http: { method, path, sourceIp: "192.0.2.1" } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      isBase64Encoded: false,
    });
    return answer as { statusCode: number; headers: Record<string, string>; body: string };
  };

  test("is asked for, collected, packed into S3, told, fetched and removed (I10, I22)", async () => {
    const { accessToken: token } = await cloud.enter(address);
    const asked = await ask("POST", "/requests", { token, body: { kind: "export" } });
    expect([asked.statusCode, asked.body]).toEqual([202, expect.any(String)]);
    const { requestId } = JSON.parse(asked.body) as { requestId: string };
    const view = async () => JSON.parse((await ask("GET", `/requests/${requestId}`, { token })).body);
    await vi.waitFor(async () => expect(await view()).toMatchObject({ status: "fulfilled" }), {
      timeout: 150_000,
      interval: 100,
    });

    const signed = await ask("GET", `/requests/${requestId}/package`, { token });
    expect([signed.statusCode, signed.body]).toEqual([200, expect.any(String)]);
    const place = JSON.parse(signed.body) as { url: string; bytes: number; sha256: string };
    const answer = await fetch(place.url);
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="habeas-export-${requestId}.zip"`);
    const zip = new Uint8Array(await answer.arrayBuffer());
    expect([zip.byteLength, sha256(zip)]).toEqual([place.bytes, place.sha256]);
    const files = await filesInZip(zip);
    expect(JSON.parse(String(files.get("manifest.json")))).toMatchObject({ complete: true, missing: [] });
    expect(String(files.get("data/account.json"))).toContain(address);
    expect(String(files.get("data/organization-roles.json"))).toContain("buyer");

    const mails = await cloud.mails();
    expect(mails.map(({ destination }) => destination.to.join())).toEqual([address, address]);
    expect(await cloud.filesOf(requestId)).toEqual([expect.stringMatching(/\.zip$/)]);

    // the run waits for days now, on a clock that is real: what it calls then is called here
    expect(await cloud.engineRun(`${requestId}.1`, "export")).toMatchObject({ status: "RUNNING" });
    for (const _time of ["once", "twice"]) await cloud.call("exportStore", { step: "removePackage", requestId });
    expect(await cloud.filesOf(requestId)).toEqual([]);
    expect((await fetch(place.url)).status).toBe(404);
    const { accessToken: again } = await cloud.enter(address);
    expect((await ask("GET", `/requests/${requestId}/package`, { token: again })).statusCode).toBe(404);
    expect(cloud.logLines().join("\n")).not.toMatch(/ada@|auth0\||eyJ/);
  }, 300_000);
});
