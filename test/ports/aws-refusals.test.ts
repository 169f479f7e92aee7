import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { s3Archive } from "#ports/archive/s3-archive.ts";
import { joseSignature } from "#ports/keys/jose-signature.ts";
import { kmsKeys } from "#ports/keys/kms-keys.ts";
import { sesNotices } from "#ports/notices/ses-notices.ts";
import { stepFunctionsWorkflows } from "#ports/workflows/step-functions-workflows.ts";
import { clientAt } from "../support/aws/clients.ts";
import { AwsError, awsDouble, type Operation } from "../support/aws/double.ts";
import { kmsDouble } from "../support/aws/kms.ts";

/** A double in which every operation of every service answers the same error. */
const refusing = async (error: Error): Promise<string> => {
  const refuse: Operation = () => {
    throw error;
  };
  const all = new Proxy({}, { get: () => refuse });
  const double = await awsDouble(new Proxy({}, { get: () => all }));
  onTestFinished(() => double.close());
  return double.endpoint;
};
const failureOf = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => error);

const notice = { key: "k", to: "canary.person@example.com", subject: "Done", text: "Done." };
const alias = "arn:aws:states:eu-central-1:1:stateMachine:habeas-deletion:live";

describe("what AWS refuses for now (F3, F4)", () => {
  test.each([
    ["ThrottlingException", 400],
    ["KMSInternalException", 500],
    ["DependencyTimeoutException", 503],
    ["Whatever", 502],
  ])("is Busy: %s with %i", async (name, status) => {
    const endpoint = await refusing(new AwsError(name, "canary.person@example.com was here", status));
    const keys = kmsKeys({ client: new KMSClient(clientAt(endpoint)), keys: { lookup: "lookup" } });
    const workflows = stepFunctionsWorkflows({
      client: new SFNClient(clientAt(endpoint)),
      aliases: { deletion: alias },
    });
    for (const work of [keys.mac("auth0|canary"), workflows.start({ story: "deletion", name: "x.1", input: {} })]) {
      const failure = await failureOf(work);
      expect(failure).toBeInstanceOf(Busy);
      expect((failure as Error).message).not.toContain("canary");
    }
  });

  test("is Busy where nobody listens", async () => {
    const double = await awsDouble({});
    await double.close();
    const keys = kmsKeys({ client: new KMSClient(clientAt(double.endpoint)), keys: { lookup: "lookup" } });
    expect(await failureOf(keys.mac("x"))).toBeInstanceOf(Busy);
  });

  test("stays what it is where trying again cannot help: missing rights are a mistake of the deployment", async () => {
    const endpoint = await refusing(new AwsError("AccessDeniedException", "no", 400));
    const keys = kmsKeys({ client: new KMSClient(clientAt(endpoint)), keys: { lookup: "lookup" } });
    expect(await failureOf(keys.mac("x"))).toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("SES", () => {
  const send = async (name: string, message: string, status = 400): Promise<unknown> => {
    const endpoint = await refusing(new AwsError(name, message, status));
    const client = new SESv2Client(clientAt(endpoint));
    // the double knows no paths of SES: it answers in the words of the error for each
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string> };
        request.headers["x-amz-target"] = "SES.SendEmail";
        return next(args);
      },
      { step: "build" },
    );
    return failureOf(sesNotices({ client, from: "privacy@example.org" }).send(notice));
  };

  test.each([
    ["BadRequestException", "Local address contains control or whitespace"],
    ["BadRequestException", "Missing final '@domain' in address"],
    ["MessageRejected", "Invalid recipient address"],
  ])("says undeliverable when the recipient is refused for good: %s, %s", async (name, message) => {
    expect(await send(name, message)).toBe("undeliverable");
  });

  test.each([
    [
      "MessageRejected",
      "Email address is not verified. The following identities failed the check: privacy@example.org",
    ],
    ["MailFromDomainNotVerifiedException", "MAIL FROM domain"],
    ["AccountSuspendedException", "suspended"],
  ])("does not take its refusal of us for a bad address of the person: %s, %s", async (name, message) => {
    expect(await send(name, message)).toMatchObject({ name });
  });

  test.each(["TooManyRequestsException", "LimitExceededException"])("is Busy at %s", async (name) => {
    expect(await send(name, "slower")).toBeInstanceOf(Busy);
  });
});

describe("KMS", () => {
  test.each([1, 2_000, 100_000])("signs a payload of %i bytes, however it is handed over", async (size) => {
    const double = await awsDouble({ KMS: kmsDouble({ signing: "ECC_NIST_P256" }) });
    onTestFinished(() => double.close());
    const keys = kmsKeys({ client: new KMSClient(clientAt(double.endpoint)), keys: { signing: ["signing"] } });
    const signed = await keys.sign(new Uint8Array(size).fill(7), "test+json");
    const keySet = createLocalJWKSet({ keys: await keys.publicKeys() } as JSONWebKeySet);
    expect((await compactVerify(signed, keySet)).payload).toHaveLength(size);
  });
});

describe("what a function was not given", () => {
  test("is refused before anything is asked: keys, buckets, stories", async () => {
    const keys = kmsKeys({ client: new KMSClient(clientAt("http://127.0.0.1:1")), keys: {} });
    const archive = s3Archive({ client: new S3Client(clientAt("http://127.0.0.1:1")), buckets: {} });
    const workflows = stepFunctionsWorkflows({ client: new SFNClient(clientAt("http://127.0.0.1:1")), aliases: {} });
    for (const work of [
      keys.sign(new Uint8Array(1), "x"),
      keys.mac("x"),
      keys.seal(new Uint8Array(1), { purpose: "token", owner: "x" }),
      keys.unseal(new Uint8Array(1), { purpose: "token", owner: "x" }),
      archive.get("exports", "one"),
      workflows.start({ story: "deletion", name: "x.1", input: {} }),
    ])
      await expect(work).rejects.toBeInstanceOf(RangeError);
  });
});

describe("a signature of KMS", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const message = Buffer.from("header.payload");

  test("is the same signature as JOSE writes it, however many leading zeros it has", () => {
    for (let time = 0; time < 600; time += 1) {
      const jose = joseSignature(sign("sha256", message, privateKey));
      expect(jose).toHaveLength(64);
      const key = {
        key: createPublicKey(publicKey.export({ type: "spki", format: "pem" })),
        dsaEncoding: "ieee-p1363" as const,
      };
      expect(verify("sha256", message, key, jose)).toBe(true);
    }
  });

  test("is refused when it is cut short, longer, or something else", () => {
    const der = sign("sha256", message, privateKey);
    for (const wrong of [der.subarray(0, -1), Buffer.concat([der, Buffer.of(0)]), Buffer.alloc(0), Buffer.alloc(70)]) {
      expect(() => joseSignature(wrong)).toThrow(RangeError);
    }
  });
});
