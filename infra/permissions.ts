import { Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { SealContext } from "#ports/keys/keys.ts";
import { indexNames } from "#ports/records/records.ts";
import type { SecretName } from "#ports/secrets/secrets.ts";
import { liveAlias } from "#ports/workflows/step-functions-workflows.ts";
import type { Right } from "#runtime/rights.ts";
import { type Shared, secretsPrefix } from "./shared.ts";

const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) =>
  new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });

const readActions = ["dynamodb:BatchGetItem", "dynamodb:Query"];
/** What the items of a TransactWriteItems are authorized as. */
const writeActions = ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem"];

/** A service uses a key in the name of who calls the service, and only through the service. */
const through = (service: string, key: IKey, actions: string[]): PolicyStatement =>
  allow(
    actions.map((action) => `kms:${action}`),
    [key.keyArn],
    { StringEquals: { "kms:ViaService": `${service}.${Stack.of(key).region}.amazonaws.com` } },
  );

const table = (of: Table, { keys }: Shared, writes: boolean): PolicyStatement[] => [
  allow(readActions, [of.tableArn, ...indexNames.map((name) => `${of.tableArn}/index/${name}`)]),
  ...(writes ? [allow(writeActions, [of.tableArn])] : []),
  through("dynamodb", keys.storage, ["Decrypt", "DescribeKey"]),
];

/** Only for the purpose that the key is for: the encryption context is part of the permission. */
const sealing = (key: IKey, purpose: SealContext["purpose"], ...actions: ("Encrypt" | "Decrypt")[]) =>
  allow(
    actions.map((action) => `kms:${action}`),
    [key.keyArn],
    { StringEquals: { "kms:EncryptionContext:purpose": purpose } },
  );

const secret = (name: SecretName, { settings, keys }: Shared): PolicyStatement =>
  allow(
    ["ssm:GetParameter"],
    [
      Stack.of(keys).formatArn({
        service: "ssm",
        resource: "parameter",
        resourceName: `${secretsPrefix(settings).slice(1)}/${name}`,
      }),
    ],
  );

/** What each right is in IAM: exact actions on exact resources. */
export const permissions: Record<Right, (shared: Shared) => PolicyStatement[]> = {
  requests: (shared) => table(shared.tables.requests, shared, true),
  subjects: (shared) => [
    ...table(shared.tables.subjects, shared, true),
    sealing(shared.keys.subject, "subject", "Encrypt", "Decrypt"),
    sealing(shared.keys.closing, "closing", "Encrypt", "Decrypt"),
    allow(["kms:GenerateMac"], [shared.keys.lookup.keyArn]),
  ],
  "read-subjects": (shared) => [
    ...table(shared.tables.subjects, shared, false),
    sealing(shared.keys.subject, "subject", "Decrypt"),
    sealing(shared.keys.closing, "closing", "Decrypt"),
  ],
  "seal-tokens": ({ keys }) => [sealing(keys.token, "token", "Encrypt")],
  "open-tokens": ({ keys }) => [sealing(keys.token, "token", "Decrypt")],
  "answer-runs": ({ stories }) => [allow(["states:SendTaskSuccess"], stories.machineArns)],
  "start-runs": ({ stories }) => [
    allow(
      ["states:StartExecution"],
      stories.machineArns.map((arn) => `${arn}:${liveAlias}`),
    ),
  ],
  "follow-runs": ({ stories }) => {
    // runs are named by their requests: there is no narrower resource than the runs of one story
    const runs = stories.machineArns.map((arn) => `${arn.replace(":stateMachine:", ":execution:")}:*`);
    return [allow(["states:DescribeExecution", "states:GetExecutionHistory", "states:RedriveExecution"], runs)];
  },
  "plan-wakings": ({ wakings }) => [
    allow(
      ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
      [`${wakings.groupArn.replace(":schedule-group/", ":schedule/")}/*`],
    ),
    allow(["iam:PassRole"], [wakings.roleArn], { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } }),
  ],
  "read-tenant": (shared) => [secret("tenant-reader-client-secret", shared)],
  "write-tenant": (shared) => [secret("tenant-eraser-client-secret", shared)],
  "block-accounts": (shared) => [secret("tenant-blocker-client-secret", shared)],
  "share-secrets-with-recipients": (shared) =>
    shared.recipients.map((recipient) => secret(`recipient-${recipient}-secret`, shared)),
  "write-parts": ({ archive, keys }) => [
    allow(["s3:PutObject"], [archive.parts.arnForObjects("*")]),
    through("s3", keys.storage, ["GenerateDataKey", "Decrypt"]),
  ],
  "read-parts": ({ archive, keys }) => [
    allow(["s3:GetObject"], [archive.parts.arnForObjects("*")]),
    allow(["s3:ListBucket"], [archive.parts.bucketArn]),
    through("s3", keys.storage, ["Decrypt"]),
  ],
  "remove-parts": ({ archive }) => [allow(["s3:DeleteObject"], [archive.parts.arnForObjects("*")])],
  "keep-pages": ({ archive, keys }) => [
    allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [archive.pages.arnForObjects("*")]),
    allow(["s3:ListBucket"], [archive.pages.bucketArn]),
    through("s3", keys.storage, ["GenerateDataKey", "Decrypt"]),
  ],
  "write-packages": ({ archive, keys }) => [
    allow(["s3:PutObject", "s3:AbortMultipartUpload"], [archive.exports.arnForObjects("*")]),
    through("s3", keys.storage, ["GenerateDataKey", "Decrypt"]),
  ],
  // whoever has a signed address reads with the right of who signed it
  "sign-downloads": ({ archive, keys }) => [
    allow(["s3:GetObject"], [archive.exports.arnForObjects("*")]),
    through("s3", keys.storage, ["Decrypt"]),
  ],
  "remove-exports": ({ archive: { exports, pages, parts } }) => [
    allow(
      ["s3:DeleteObject"],
      [exports, pages, parts].map((bucket) => bucket.arnForObjects("*")),
    ),
    allow(
      ["s3:ListBucket"],
      [exports, pages, parts].map((bucket) => bucket.bucketArn),
    ),
  ],
  "alert-officers": (shared) => [secret("officers-webhook-secret", shared)],
  "look-after-accounts": (shared) => [secret("tenant-steward-client-secret", shared)],
  "turn-gate": (shared) => [secret("tenant-gate-client-secret", shared), secret("terms-gate-secret", shared)],
  "answer-gate": (shared) => [secret("terms-gate-secret", shared)],
  "flag-accounts": (shared) => [secret("tenant-flag-client-secret", shared)],
  "know-our-clients": () => [],
  "queue-events": ({ eventsQueue, keys }) => [
    allow(["sqs:SendMessage"], [eventsQueue.queueArn]),
    through("sqs", keys.storage, ["GenerateDataKey", "Decrypt"]),
  ],
  "take-events": ({ eventsQueue, keys }) => [
    allow(
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
      [eventsQueue.queueArn],
    ),
    through("sqs", keys.storage, ["Decrypt"]),
  ],
  "know-log-stream": (shared) => [secret("log-stream-tokens", shared)],
  "seal-events": ({ keys }) => [sealing(keys.token, "event", "Encrypt")],
  "open-events": ({ keys }) => [sealing(keys.token, "event", "Decrypt")],
  "check-tokens": () => [],
  sign: ({ keys }) => [
    allow(
      ["kms:Sign"],
      keys.signing.slice(0, 1).map((key) => key.keyArn),
    ),
    allow(
      ["kms:GetPublicKey"],
      keys.signing.map((key) => key.keyArn),
    ),
  ],
  "public-keys": ({ keys }) => [
    allow(
      ["kms:GetPublicKey"],
      keys.signing.map((key) => key.keyArn),
    ),
  ],
  "write-receipts": ({ archive, keys }) => [
    allow(["s3:PutObject"], [archive.receipts.arnForObjects("*")]),
    through("s3", keys.storage, ["GenerateDataKey", "Decrypt"]),
  ],
  // a checkpoint begins with a letter, and stays for good
  "remove-receipts": ({ archive }) => [allow(["s3:DeleteObject"], [archive.receipts.arnForObjects("0*")])],
  "read-receipts": ({ archive, keys }) => [
    allow(["s3:GetObject"], [archive.receipts.arnForObjects("*")]),
    // without it S3 says "forbidden" of a receipt that is not there yet
    allow(["s3:ListBucket"], [archive.receipts.bucketArn]),
    through("s3", keys.storage, ["Decrypt"]),
  ],
  "send-mail": ({ settings, keys }) => {
    const identity = (resourceName: string) =>
      Stack.of(keys).formatArn({ service: "ses", resource: "identity", resourceName });
    const domain = settings.mailFrom.slice(settings.mailFrom.indexOf("@") + 1);
    return [
      allow(["ses:SendEmail"], [identity(settings.mailFrom), identity(domain)], {
        StringEquals: { "ses:FromAddress": settings.mailFrom },
      }),
    ];
  },
  "rights-sessions": ({ keys }) => [sealing(keys.token, "access", "Encrypt", "Decrypt")],
  "link-back": () => [],
  "link-to-portal": () => [],
  "face-the-web": () => [],
};
