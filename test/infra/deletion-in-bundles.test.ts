import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { functionNames } from "#infra/bundle.ts";
import { type Cloud, openCloud } from "../support/cloud.ts";
import { hasDynoxide } from "../support/dynoxide.ts";

const address = "ada@example.com";

describe.skipIf(!hasDynoxide)("the bundles, with the template's environment (Linux x64 only)", () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await openCloud();
  }, 120_000);
  afterAll(() => cloud?.close());

  const ask = async (method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) => {
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

  test.each(functionNames)("%s loads and has its handler", async (name) => {
    expect(await cloud.handlerKind(name)).toBe("function");
  });

  test("a whole deletion runs through them: asked, started, erased, proven, told (I2, I8, I10)", async () => {
    const { accessToken: token } = await cloud.enter(address);
    const asked = await ask("POST", "/requests", { token, body: { kind: "deletion" } });
    expect([asked.statusCode, asked.body]).toEqual([202, expect.any(String)]);
    const { requestId } = JSON.parse(asked.body) as { requestId: string };

    await vi.waitFor(
      async () =>
        expect(await cloud.engineRun(`${requestId}.1`)).toMatchObject({
          status: "SUCCEEDED",
          output: { outcome: "deleted" },
        }),
      { timeout: 80_000, interval: 100 },
    );

    const seen = await ask("GET", `/requests/${requestId}`, { token });
    // the token outlives the account, but nobody is found by it any more
    expect(seen.statusCode).toBe(404);
    expect(cloud.effectsOn(token).at(-1)).toBe("user-deleted");

    const [keyList, receipt] = [await ask("GET", "/.well-known/jwks.json"), await cloud.receipt(requestId)];
    const { payload } = await compactVerify(receipt, createLocalJWKSet(JSON.parse(keyList.body) as JSONWebKeySet));
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ requestId });

    const mails = await cloud.mails();
    expect(mails.map(({ destination }) => destination.to.join())).toEqual([address, address]);
    const [mailed, identifiers] = mails.at(-1)?.attachments.map(({ content }) => content) ?? [];
    expect([mailed, JSON.parse(identifiers ?? "{}").address]).toEqual([receipt, address]);

    expect(await cloud.personalRows(requestId)).toEqual([]);
    expect(cloud.logLines().length).toBeGreaterThan(10);
    expect(cloud.logLines().join("\n")).not.toMatch(/ada@|auth0\||eyJ/);
  }, 100_000);

  test("the sweep begins what was accepted and not begun, and a failed run's event is taken (I1, I3)", async () => {
    expect(await cloud.call("schedule", { task: "sweep" })).toBeUndefined();
    const event = { name: "01JDF7Z8R5QK3V9X2M4N6P8S0T.1", status: "FAILED", error: "Busy", input: null };
    expect(await cloud.call("runEnded", event)).toBeUndefined();
  });

  test("a step that is not the bundle's own is refused by name", async () => {
    const failure = await cloud
      .call("deletionMail", { step: "deleteAccount", requestId: "01JDF7Z8R5QK3V9X2M4N6P8S0T" })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "UnknownStep" });
  });

  test("a function whose environment lacks a variable of its rights does not start, and says which", async () => {
    await expect(cloud.loadWithout("deletionMail", "MAIL_FROM")).rejects.toThrow(/MAIL_FROM/);
  });

  test("AWS was asked through the doubles for all of it: secrets, runs, signatures", () => {
    for (const call of [
      "SSM.GetParameter",
      "StepFunctions.StartExecution",
      "KMS.Sign",
      "KMS.Decrypt",
      "KMS.GenerateMac",
    ])
      expect(cloud.awsCalls()).toContain(call);
  });
});
