import { CreateKeyCommand, type KeySpec, type KeyUsageType, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from "@aws-sdk/client-scheduler";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "#kernel/clock.ts";
import { Instant } from "#kernel/instant.ts";
import { s3Archive } from "#ports/archive/s3-archive.ts";
import { presignedDownloads } from "#ports/archive/s3-downloads.ts";
import { streamedUploads } from "#ports/archive/s3-streams.ts";
import { kmsKeys } from "#ports/keys/kms-keys.ts";
import { sesNotices } from "#ports/notices/ses-notices.ts";
import { sqsQueue } from "#ports/queue/sqs-queue.ts";
import { eventBridgeSchedules } from "#ports/schedules/eventbridge-schedules.ts";
import { ssmSecrets } from "#ports/secrets/ssm-secrets.ts";
import { stepFunctionsWorkflows } from "#ports/workflows/step-functions-workflows.ts";
import { RunExists } from "#ports/workflows/workflows.ts";
import { archiveContract, saved } from "../contracts/archive.ts";
import { keysContract } from "../contracts/keys.ts";
import { schedulesContract } from "../contracts/schedules.ts";
import { secretsContract } from "../contracts/secrets.ts";
import { clientAt } from "../support/aws/clients.ts";
import { woundClock } from "../support/wound-clock.ts";
import { describeAgainst, moto } from "./servers.ts";

let made = 0;
/** A name that no other test of this run uses. */
const fresh = (name: string): string => {
  made += 1;
  return `${name}-${process.pid}-${made}`;
};
const role = "arn:aws:iam::123456789012:role/habeas";

describeAgainst(moto, "every other port", (url) => {
  archiveContract("S3 of moto", async () => {
    const client = new S3Client({ ...clientAt(url), forcePathStyle: true });
    const buckets = { receipts: fresh("receipts"), exports: fresh("exports"), parts: fresh("parts") };
    for (const Bucket of Object.values(buckets)) {
      const where = { LocationConstraint: "eu-central-1" as const };
      await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: where }));
    }
    const also = {
      putStream: streamedUploads({ client }),
      presignDownload: presignedDownloads({ client, clock: systemClock }),
    };
    return {
      archive: s3Archive({ client, buckets, ...also }),
      clock: systemClock,
      fetch: saved,
      close: async () => client.destroy(),
    };
  });

  keysContract(
    "KMS of moto",
    async () => {
      const client = new KMSClient(clientAt(url));
      onTestFinished(() => client.destroy());
      const make = async (KeySpec?: KeySpec, KeyUsage?: KeyUsageType): Promise<string> =>
        (await client.send(new CreateKeyCommand({ KeySpec, KeyUsage }))).KeyMetadata?.Arn ?? "";
      const sealing = { subject: await make(), closing: await make(), token: await make() };
      const signing = [await make("ECC_NIST_P256", "SIGN_VERIFY")];
      return kmsKeys({ client, keys: { signing, sealing, lookup: await make("HMAC_256", "GENERATE_VERIFY_MAC") } });
    },
    { knownFault: "moto says AccessDenied of a ciphertext whose key it cannot find; KMS says InvalidCiphertext" },
  );

  secretsContract("SSM of moto", async () => {
    const client = new SSMClient(clientAt(url));
    const prefix = `/${fresh("habeas")}`;
    const clock = woundClock();
    return {
      secrets: ssmSecrets({ client, prefix, clock }),
      clock,
      put: async (name, Value) => {
        const parameter = { Name: `${prefix}/${name}`, Value, Type: "SecureString" as const, Overwrite: true };
        await client.send(new PutParameterCommand(parameter));
      },
      close: async () => client.destroy(),
    };
  });

  schedulesContract("EventBridge Scheduler of moto", async () => {
    const client = new SchedulerClient(clientAt(url));
    const group = fresh("habeas");
    await client.send(new CreateScheduleGroupCommand({ Name: group }));
    return {
      schedules: eventBridgeSchedules({
        client,
        group,
        targetArn: "arn:aws:lambda:eu-central-1:123456789012:function:schedule:live",
        roleArn: role,
        deadLetterArn: "arn:aws:sqs:eu-central-1:123456789012:dead",
      }),
      planned: async () => {
        const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: group }));
        const whole = Schedules.map(({ Name }) => client.send(new GetScheduleCommand({ Name, GroupName: group })));
        return (await Promise.all(whole)).map(({ Name = "", ScheduleExpression = "", Target }) => ({
          name: Name,
          at: Instant.parse(`${ScheduleExpression.slice(3, -1)}.000Z`),
          task: JSON.parse(Target?.Input ?? "null") as unknown,
        }));
      },
      close: async () => client.destroy(),
    };
  });

  test("SES takes a notice, with a letter of every kind and an attachment", async () => {
    const client = new SESv2Client(clientAt(url));
    onTestFinished(() => client.destroy());
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity: "privacy@example.org" }));
    const attachments = [{ name: "receipt.jws", contentType: "application/jose", content: "e30.e30.c2ln" }];
    const notice = { key: "k", to: "ada@example.com", subject: "Ihr Konto ✓", text: "Guten Tag", attachments };
    expect(await sesNotices({ client, from: "privacy@example.org" }).send(notice)).toBe("sent");
  });

  test("Step Functions takes the calls that are made of it, and its refusals are understood (wire shape only)", async () => {
    const client = new SFNClient(clientAt(url));
    onTestFinished(() => client.destroy());
    const definition = JSON.stringify({
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: 3600, End: true } },
    });
    const name = fresh("habeas-deletion");
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name, definition, roleArn: role }));
    const workflows = stepFunctionsWorkflows({ client, aliases: { deletion: stateMachineArn ?? "" } });
    const run = { story: "deletion" as const, name: "01JDF7Z8R5QK3V9X2M4N6P8S0T.1", input: { requestId: "x" } };
    await workflows.start(run);
    expect(await workflows.describe("deletion", run.name)).toMatchObject({ name: run.name, status: "RUNNING" });
    await expect(workflows.start({ ...run, input: { requestId: "y" } })).rejects.toBeInstanceOf(RunExists);
    expect(await workflows.describe("deletion", "nobody")).toBeUndefined();
    expect((await workflows.history("deletion", "nobody")).events).toEqual([]);
  });

  test("SQS takes every event that is queued, also more than one call may bring, and says so only then (I1)", async () => {
    const client = new SQSClient(clientAt(url));
    onTestFinished(() => client.destroy());
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: fresh("events") }));
    const bodies = Array.from({ length: 23 }, (_, number) => JSON.stringify({ events: [], number }));
    await sqsQueue({ client, queueUrl: QueueUrl }).send(bodies);
    const found = new Set<string>();
    for (let call = 0; call < 10 && found.size < bodies.length; call += 1) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { Body = "" } of Messages) found.add(Body);
    }
    expect([...found].toSorted()).toEqual(bodies.toSorted());
    await expect(sqsQueue({ client, queueUrl: `${QueueUrl}-that-is-none` }).send(bodies)).rejects.toThrow();
  });

  test("SQS gives back the dead letter that was put, byte for byte (wire shape only)", async () => {
    const client = new SQSClient(clientAt(url));
    onTestFinished(() => client.destroy());
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: fresh("dead-letters") }));
    const MessageBody = JSON.stringify({ name: "01JDF7Z8R5QK3V9X2M4N6P8S0T.1", status: "FAILED", error: "Busy" });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages.map(({ Body }) => Body)).toEqual([MessageBody]);
  });
});
