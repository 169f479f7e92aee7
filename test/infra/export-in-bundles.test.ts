import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "#kernel/clock.ts";
import { signedHeaders } from "#ports/recipients/signature.ts";
import { type Cloud, newsletterSecret, openCloud } from "../support/cloud.ts";
import { hasDynoxide } from "../support/dynoxide.ts";
import { filesInZip, sha256 } from "../support/zip.ts";

const address = "ada@example.com";

interface Asked {
  token?: string;
  body?: unknown;
  /** A body as it is, and what is sent with it. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
}

describe.skipIf(!hasDynoxide)("an export in the bundles, with the template's environment (Linux x64 only)", () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await openCloud({ recipients: true });
  }, 180_000);
  afterAll(() => cloud?.close());

  const call = async (
    door: "api" | "officer" | "recipientAnswers",
    method: string,
    path: string,
    { token, body, raw = body === undefined ? undefined : JSON.stringify(body), headers }: Asked = {},
  ) => {
    const answer = await cloud.call(door, {
      version: "2.0",
      rawPath: path,
      rawQueryString: "",
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(raw !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      requestContext: { requestId: "correlation-1", http: { method, path, sourceIp: "192.0.2.1" } },
      ...(raw !== undefined && { body: Buffer.from(raw as string).toString("base64") }),
      isBase64Encoded: raw !== undefined,
    });
    return answer as { statusCode: number; headers: Record<string, string>; body: string };
  };
  const ask = (method: string, path: string, asked?: Asked) => call("api", method, path, asked);

  const officerAnswers = async (requestId: string, letters: Uint8Array) => {
    const { accessToken: token } = await cloud.enterAsOfficer("officer@example.com");
    const place = `/officer/requests/${requestId}/recipients`;
    const isAsked = async () => {
      const { recipients } = JSON.parse((await call("officer", "GET", place, { token })).body);
      expect(recipients).toContainEqual(expect.objectContaining({ recipient: "paper-archive", status: "asked" }));
    };
    await vi.waitFor(isAsked, { timeout: 60_000, interval: 100 });
    const headers = { "content-type": "application/pdf" };
    const brought = await call("officer", "PUT", `${place}/paper-archive/part`, { token, raw: letters, headers });
    expect([brought.statusCode, brought.body]).toEqual([200, expect.any(String)]);
    const body = { verb: "export", answer: "done", counts: { letters: 1 }, reference: "archive 7/2026" };
    const recorded = await call("officer", "POST", `${place}/paper-archive/answer`, { token, body });
    expect([recorded.statusCode, recorded.body]).toEqual([200, expect.any(String)]);
  };

  /** It cannot be reached from here, so it is told its question here; its answer comes to our door, signed. */
  const newsletterAnswers = async (requestId: string, content: object) => {
    const wasTried = async () => {
      const question = (await cloud.questionsOf(requestId)).find(({ recipient }) => recipient === "newsletter");
      expect(question).toMatchObject({ tries: expect.any(Number), trouble: { what: expect.any(String) } });
      return question?.taskId ?? "";
    };
    const task = await vi.waitFor(wasTried, { timeout: 60_000, interval: 100 });
    const data = { task, answer: "done", counts: { records: 1 }, export: content };
    const raw = JSON.stringify({ type: "habeas.answer", data });
    const headers = signedHeaders([newsletterSecret], { id: "answer-1", at: systemClock.now(), body: raw });
    const path = "/recipients/newsletter/answers";
    const unsigned = await call("recipientAnswers", "POST", path, { raw });
    expect(unsigned.statusCode).toBe(401);
    const answered = await call("recipientAnswers", "POST", path, { raw, headers });
    expect([answered.statusCode, answered.body]).toEqual([200, expect.any(String)]);
  };

  test("is asked for, collected from the tenant and two recipients, packed into S3, told, fetched and removed (I10, I22)", async () => {
    const { accessToken: token } = await cloud.enter(address);
    const asked = await ask("POST", "/requests", { token, body: { kind: "export" } });
    expect([asked.statusCode, asked.body]).toEqual([202, expect.any(String)]);
    const { requestId } = JSON.parse(asked.body) as { requestId: string };
    const letters = Buffer.concat([Buffer.from("%PDF-1.7 "), randomBytes(20_000)]);
    await officerAnswers(requestId, letters);
    await newsletterAnswers(requestId, { newsletters: ["March"] });
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
    expect(files.get("recipients/paper-archive.pdf")?.equals(letters)).toBe(true);
    expect(JSON.parse(String(files.get("recipients/newsletter.json")))).toEqual({ newsletters: ["March"] });
    expect(JSON.parse(String(files.get("data/recipients.json"))).items).toMatchObject([
      { recipient: "newsletter", status: "done" },
      { recipient: "paper-archive", status: "done" },
    ]);

    const mails = await cloud.mails();
    expect(mails.map(({ destination }) => destination.to.join())).toEqual([address, address]);
    const kept = await cloud.filesOf(requestId);
    expect(kept).toEqual([expect.stringMatching(/\.zip$/), `${requestId}.newsletter`, `${requestId}.paper-archive`]);

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
