import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "#kernel/clock.ts";
import { Instant, plus } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { openEngine } from "#local/engine/engine.ts";
import { s3Archive } from "#ports/archive/s3-archive.ts";
import { presignedDownloads } from "#ports/archive/s3-downloads.ts";
import { streamedUploads } from "#ports/archive/s3-streams.ts";
import { presignedUploads } from "#ports/archive/s3-uploads.ts";
import { kmsKeys } from "#ports/keys/kms-keys.ts";
import { sesNotices } from "#ports/notices/ses-notices.ts";
import { eventBridgeSchedules } from "#ports/schedules/eventbridge-schedules.ts";
import { ssmSecrets } from "#ports/secrets/ssm-secrets.ts";
import { stepFunctionsWorkflows } from "#ports/workflows/step-functions-workflows.ts";
import { archiveContract, saved } from "../contracts/archive.ts";
import { keysContract } from "../contracts/keys.ts";
import { noticesContract } from "../contracts/notices.ts";
import { schedulesContract } from "../contracts/schedules.ts";
import { secretsContract } from "../contracts/secrets.ts";
import { workflowsContract } from "../contracts/workflows.ts";
import { clientAt } from "../support/aws/clients.ts";
import { awsDouble } from "../support/aws/double.ts";
import { kmsDouble } from "../support/aws/kms.ts";
import { openMailbox } from "../support/aws/mail.ts";
import { openS3 } from "../support/aws/s3.ts";
import { type Planned, schedulerDouble } from "../support/aws/scheduler.ts";
import { ssmDouble } from "../support/aws/ssm.ts";
import { stepFunctionsDouble } from "../support/aws/step-functions.ts";
import { woundClock } from "../support/wound-clock.ts";

archiveContract("S3", async () => {
  const s3 = await openS3(["receipts", "exports", "parts"]);
  const client = new S3Client({ ...clientAt(s3.endpoint), forcePathStyle: true });
  const clock = systemClock;
  return {
    archive: s3Archive({
      client,
      buckets: { receipts: "receipts", exports: "exports", parts: "parts" },
      putStream: streamedUploads({ client }),
      presignDownload: presignedDownloads({ client, clock }),
    }),
    clock,
    fetch: saved,
    close: async () => {
      client.destroy();
      await s3.close();
    },
  };
});

describe("an address for an upload to S3", () => {
  const content = Buffer.from("a part");
  const sha256 = createHash("sha256").update(content).digest("hex");

  test("signs size, content and once-only, so that S3 itself refuses whatever else is sent; it lives as long as told", async () => {
    const s3 = await openS3(["parts"]);
    const client = new S3Client({ ...clientAt(s3.endpoint), forcePathStyle: true });
    const clock = woundClock();
    const archive = s3Archive({
      client,
      buckets: { parts: "parts" },
      presign: presignedUploads({ client, clock }),
    });
    const announced = { bytes: content.byteLength, sha256, type: "text/plain" };
    const { method, url, headers } = await archive.uploadAddress("parts", "one", announced, plus(clock.now(), 3600));
    const signed = new URL(url).searchParams;
    expect(signed.get("X-Amz-SignedHeaders")?.split(";")).toEqual(
      expect.arrayContaining(["content-length", "content-type", "if-none-match", "x-amz-checksum-sha256"]),
    );
    expect(signed.get("X-Amz-Expires")).toBe("3600");
    expect(headers).toEqual({
      "content-type": "text/plain",
      "if-none-match": "*",
      "x-amz-checksum-sha256": Buffer.from(sha256, "hex").toString("base64"),
    });
    const put = () => fetch(url, { method, headers, body: new Uint8Array(content) });
    expect((await put()).status).toBe(200);
    expect((await put()).status).toBe(412);
    expect(await archive.digestOf("parts", "one")).toEqual({ bytes: content.byteLength, sha256 });
    client.destroy();
    await s3.close();
  });
});

keysContract("KMS", async () => {
  const double = await awsDouble({
    KMS: kmsDouble({
      signing: "ECC_NIST_P256",
      subject: "SYMMETRIC_DEFAULT",
      closing: "SYMMETRIC_DEFAULT",
      token: "SYMMETRIC_DEFAULT",
      lookup: "HMAC_256",
    }),
  });
  const client = new KMSClient(clientAt(double.endpoint));
  onTestFinished(async () => {
    client.destroy();
    await double.close();
  });
  const sealing = { subject: "subject", closing: "closing", token: "token" };
  return kmsKeys({ client, keys: { signing: ["signing"], sealing, lookup: "lookup" } });
});

secretsContract("SSM", async () => {
  const parameters = new Map<string, string>();
  const double = await awsDouble({ SSM: ssmDouble(parameters) });
  const client = new SSMClient(clientAt(double.endpoint));
  const clock = woundClock();
  return {
    secrets: ssmSecrets({ client, prefix: "/habeas", clock }),
    clock,
    put: async (name, value) => void parameters.set(`/habeas/${name}`, value),
    close: async () => {
      client.destroy();
      await double.close();
    },
  };
});

schedulesContract("EventBridge Scheduler", async () => {
  const planned = new Map<string, Planned>();
  const double = await awsDouble({ Scheduler: schedulerDouble(planned) });
  const client = new SchedulerClient(clientAt(double.endpoint));
  return {
    schedules: eventBridgeSchedules({
      client,
      group: "habeas",
      targetArn: "arn:aws:lambda:eu-central-1:1:function:schedule:live",
      roleArn: "arn:aws:iam::1:role/schedule",
      deadLetterArn: "arn:aws:sqs:eu-central-1:1:dead",
    }),
    planned: async () =>
      [...planned.values()].map(({ Name, ScheduleExpression, Target }) => ({
        name: Name,
        at: Instant.parse(`${ScheduleExpression.slice(3, -1)}.000Z`),
        task: JSON.parse(Target.Input) as unknown,
      })),
    close: async () => {
      client.destroy();
      await double.close();
    },
  };
});

noticesContract("SES", async () => {
  const mailbox = await openMailbox();
  const client = new SESv2Client(clientAt(mailbox.endpoint));
  return {
    notices: sesNotices({ client, from: "privacy@example.org" }),
    knowsKeys: false,
    delivered: async () =>
      (await mailbox.delivered()).map(({ subject, destination, body, attachments }) => ({
        to: destination.to.join(),
        subject,
        text: body.text ?? "",
        attachments,
      })),
    close: async () => {
      client.destroy();
      await mailbox.close();
    },
  };
});

workflowsContract("Step Functions, with the engine behind its API", async () => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-workflows-"));
  let functions: Record<string, (payload: Json) => Promise<Json>> = {};
  const engine = openEngine({
    file: join(folder, "journal.db"),
    clock: systemClock,
    invoke: (name, payload) => functions[name]?.(payload) ?? Promise.reject(new Error(`no function ${name}`)),
  });
  const double = await awsDouble({ StepFunctions: stepFunctionsDouble(() => engine) });
  const client = new SFNClient(clientAt(double.endpoint));
  onTestFinished(async () => {
    client.destroy();
    await double.close();
    await engine.stop({ drainSeconds: 0 });
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    workflows: stepFunctionsWorkflows({
      client,
      aliases: { deletion: "arn:aws:states:eu-central-1:1:stateMachine:habeas-deletion:live" },
    }),
    deploy: async (definition, given) => {
      functions = given;
      engine.deploy("deletion", definition);
    },
    settle: () => engine.settle(),
  };
});
