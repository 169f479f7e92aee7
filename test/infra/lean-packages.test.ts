import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leanPackages } from "#infra/lean-packages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "habeas-lean-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bundled = async (name: string, source: string) => {
  const outfile = join(folder, `${name}.cjs`);
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    plugins: leanPackages,
    outfile,
    bundle: true,
    minify: true,
    format: "cjs",
    platform: "node",
    mainFields: ["module", "main"],
    metafile: true,
    logLevel: "error",
  });
  const bytes = Object.values(metafile.outputs)[0]?.bytes ?? 0;
  return { bytes, exports: createRequire(import.meta.url)(outfile) };
};

describe("a service that says no, to an SDK whose errors were left out", () => {
  let answer: { status: number; body: string; type: string };
  const server = createServer((request, response) => {
    request
      .resume()
      .on("end", () => response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body));
  }).listen(0, "127.0.0.1");
  const options = () => ({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  let clients: Record<string, (options: object) => Promise<unknown>>;
  beforeAll(async () => {
    if (!server.listening) await once(server, "listening");
    const { exports } = await bundled(
      "services",
      `import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
       import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
       import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
       import { SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
       import { DynamoDBClient, TransactWriteItemsCommand, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
       export const ssm = (options) => new SSMClient(options).send(new GetParameterCommand({ Name: "any" }));
       export const kms = (options) => new KMSClient(options).send(new DecryptCommand({ CiphertextBlob: new Uint8Array(1) }));
       export const s3 = (options) => new S3Client({ ...options, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: "any", Key: "any" }));
       export const sfn = (options) => new SFNClient(options).send(new SendTaskSuccessCommand({ taskToken: "any", output: "{}" }));
       export const dynamodb = async (options) => {
         try {
           await new DynamoDBClient(options).send(new TransactWriteItemsCommand({ TransactItems: [] }));
         } catch (error) {
           return error instanceof TransactionCanceledException ? error.CancellationReasons : error;
         }
       };`,
    );
    clients = exports;
  });
  afterAll(() => server.close());

  const json = (name: string) => ({
    status: 400,
    body: JSON.stringify({ __type: `com.amazonaws.any#${name}`, message: "no" }),
    type: "application/x-amz-json-1.1",
  });
  test.each([
    ["ssm", "ParameterNotFound", json("ParameterNotFound")],
    ["kms", "InvalidCiphertextException", json("InvalidCiphertextException")],
    ["kms", "ThrottlingException", json("ThrottlingException")],
    ["sfn", "TaskTimedOut", json("TaskTimedOut")],
    [
      "s3",
      "NoSuchKey",
      { status: 404, body: "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>", type: "application/xml" },
    ],
  ])("%s: %s still has its name, its status and its message", async (client, name, said) => {
    answer = said;
    const failure = await clients[client]?.(options()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      name,
      message: "no",
      $metadata: { httpStatusCode: said.status },
      $fault: "client",
    });
  });

  test("dynamodb keeps its errors: which write of a transaction was refused is read in one", async () => {
    const reasons = [{ Code: "ConditionalCheckFailed" }, { Code: "None" }];
    answer = {
      status: 400,
      body: JSON.stringify({
        __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        CancellationReasons: reasons,
      }),
      type: "application/x-amz-json-1.0",
    };
    expect(await clients.dynamodb?.(options())).toEqual(reasons);
  });
});

describe("what is left out", () => {
  test("is most of each package, so a package that has changed its shape is noticed here", async () => {
    const sizes = {
      ssm: await bundled("ssm", 'export { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";'),
      ses: await bundled("ses", 'export { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";'),
      zod: await bundled("zod", 'import * as z from "zod"; export const any = z.object({ any: z.string() });'),
      users: await bundled("users", 'export { UsersClient } from "auth0/users";'),
    };
    // bytes without any of it: 330,000 · 330,000 · 90,000 · 105,000
    expect(sizes.ssm.bytes).toBeLessThan(200_000);
    expect(sizes.ses.bytes).toBeLessThan(200_000);
    expect(sizes.zod.bytes).toBeLessThan(75_000);
    expect(sizes.users.bytes).toBeLessThan(85_000);
  });

  test("is no client of Auth0's SDK that a port asks something", async () => {
    const { exports } = await bundled("asked", 'export { UsersClient } from "auth0/users";');
    const users = new exports.UsersClient({ baseUrl: "https://any.example/", token: "any" });
    for (const asked of ["sessions", "refreshToken", "roles", "logs", "organizations", "authenticationMethods"]) {
      expect(typeof users[asked]?.list).toBe("function");
    }
    expect(users.riskAssessments).toBeUndefined();
  });

  test("fails loudly where it is needed after all", async () => {
    const { exports } = await bundled("schema", 'import * as z from "zod"; export const text = z.string();');
    expect(exports.text.parse("any")).toBe("any");
    expect(() => exports.text.toJSONSchema()).toThrow("when the functions are bundled");
  });
});
