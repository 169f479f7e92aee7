import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { systemClock } from "#kernel/clock.ts";
import type { Policy } from "#kernel/policy.ts";
import { webhookAlerts } from "#ports/alerts/webhook-alerts.ts";
import { type S3Options, s3Archive } from "#ports/archive/s3-archive.ts";
import { type PresignDownload, presignedDownloads } from "#ports/archive/s3-downloads.ts";
import { type PutStream, streamedUploads } from "#ports/archive/s3-streams.ts";
import { type Presign, presignedUploads } from "#ports/archive/s3-uploads.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { awsClientOptions } from "#ports/aws-failure.ts";
import { bulksIn } from "#ports/bulks/recorded-bulks.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import { eventsIn } from "#ports/events/recorded-events.ts";
import { kmsKeys } from "#ports/keys/kms-keys.ts";
import { listsIn } from "#ports/lists/recorded-lists.ts";
import { mailingsIn } from "#ports/mailings/recorded-mailings.ts";
import { sesNotices } from "#ports/notices/ses-notices.ts";
import { campaignMailPacer } from "#ports/pacer/campaign-mail-pacer.ts";
import type { Ports } from "#ports/ports.ts";
import { sqsQueue } from "#ports/queue/sqs-queue.ts";
import { guardedPost } from "#ports/recipients/guarded-post.ts";
import { exchangeBounds, httpRecipients } from "#ports/recipients/http-recipients.ts";
import { dynamoRecords } from "#ports/records/dynamo-records.ts";
import type { Records } from "#ports/records/records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { eventBridgeSchedules } from "#ports/schedules/eventbridge-schedules.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";
import { ssmSecrets } from "#ports/secrets/ssm-secrets.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { tasksIn } from "#ports/tasks/recorded-tasks.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { jwksTokens } from "#ports/tokens/jwks-tokens.ts";
import { liveAlias, stepFunctionsWorkflows } from "#ports/workflows/step-functions-workflows.ts";
import { StoryName } from "#ports/workflows/workflows.ts";
import type { EnvironmentOf, Right } from "./rights.ts";
import {
  tenantBlocker,
  tenantEraser,
  tenantFlags,
  tenantGate,
  tenantListing,
  tenantReader,
  tenantSteward,
} from "./tenant-ports.ts";

// The ports as they are live in the cloud, one function for each right. A lambda.ts calls those its function has the rights for, and
// a bundle holds the code of no other: so nothing here runs before it is called.

type Env<R extends Right> = EnvironmentOf<R>;
const clock = systemClock;

const table = (name: string): Records => dynamoRecords({ client: new DynamoDBClient(awsClientOptions), table: name });

type AnyKeys = Partial<Env<"subjects" | "seal-tokens" | "sign">>;

/** The keys this environment names; calls that need another throw. */
export const keysOf = (env: AnyKeys): Pick<Ports, "keys"> => ({
  keys: kmsKeys({
    client: new KMSClient(awsClientOptions),
    keys: {
      signing: env.SIGNING_KEYS,
      lookup: env.LOOKUP_KEY,
      sealing: {
        ...(env.SUBJECT_KEY && { subject: env.SUBJECT_KEY }),
        ...(env.CLOSING_KEY && { closing: env.CLOSING_KEY }),
        ...(env.TOKEN_KEY && { token: env.TOKEN_KEY, access: env.TOKEN_KEY, event: env.TOKEN_KEY }),
      },
    },
  }),
});

export const requestsOf = (env: Env<"requests">): Pick<Ports, "clock" | "requests"> => ({
  clock,
  requests: requestsIn({ records: table(env.REQUESTS_TABLE), clock }),
});

export const campaignsOf = (env: Env<"requests">): Pick<Ports, "campaigns"> => ({
  campaigns: campaignsIn({ records: table(env.REQUESTS_TABLE) }),
});

export const bulksOf = (env: Env<"requests">): Pick<Ports, "bulks"> => ({
  bulks: bulksIn({ records: table(env.REQUESTS_TABLE) }),
});

export const listsOf = (env: Env<"subjects">, { keys }: Pick<Ports, "keys">): Pick<Ports, "lists"> => ({
  lists: listsIn({ records: table(env.SUBJECTS_TABLE), keys, clock }),
});

export const subjectsOf = (env: Env<"read-subjects">, { keys }: Pick<Ports, "keys">): Pick<Ports, "subjects"> => ({
  subjects: subjectsIn({ records: table(env.SUBJECTS_TABLE), keys }),
});

/** Runs of the stories, where this environment names them; without them it still answers parked tasks. */
export const workflowsOf = ({ STORIES }: Partial<Env<"start-runs">>): Pick<Ports, "workflows"> => ({
  workflows: stepFunctionsWorkflows({
    client: new SFNClient(awsClientOptions),
    aliases:
      STORIES === undefined
        ? {}
        : Object.fromEntries(StoryName.options.map((story) => [story, `${STORIES}${story}:${liveAlias}`])),
  }),
});

/** The files that this environment names a place for; addresses and large files only where `also` brings what they need. */
export const archiveOf = (
  {
    RECEIPTS_BUCKET,
    PARTS_BUCKET,
    PAGES_BUCKET,
    EXPORTS_BUCKET,
  }: Partial<Env<"read-receipts" | "read-parts" | "keep-pages" | "write-packages">>,
  also: Pick<S3Options, "presign" | "presignDownload" | "putStream"> = {},
): Pick<Ports, "archive"> => ({
  archive: s3Archive({
    client: new S3Client(awsClientOptions),
    buckets: {
      ...(RECEIPTS_BUCKET && { receipts: RECEIPTS_BUCKET, checkpoints: RECEIPTS_BUCKET }),
      ...(PARTS_BUCKET && { parts: PARTS_BUCKET }),
      ...(PAGES_BUCKET && { pages: PAGES_BUCKET }),
      ...(EXPORTS_BUCKET && { exports: EXPORTS_BUCKET }),
    },
    ...also,
  }),
});

/** Addresses for downloads, for `archiveOf`. */
export const downloadAddressesOf = (): PresignDownload =>
  presignedDownloads({ client: new S3Client(awsClientOptions), clock });

/** Files of any size, for `archiveOf`. */
export const streamsOf = (): PutStream => streamedUploads({ client: new S3Client(awsClientOptions) });

/** Addresses for uploads, for `archiveOf`. */
export const uploadAddressesOf = (): Presign => presignedUploads({ client: new S3Client(awsClientOptions), clock });

export const noticesOf = (env: Env<"send-mail">): Pick<Ports, "notices"> => ({
  notices: sesNotices({ client: new SESv2Client(awsClientOptions), from: env.MAIL_FROM }),
});

const clientOf = (env: { TENANT_ISSUER: string; SECRETS_PREFIX: string }, requestsTable: string, clientId: string) => ({
  clock,
  issuer: env.TENANT_ISSUER,
  clientId,
  secrets: ssmSecrets({ client: new SSMClient(awsClientOptions), prefix: env.SECRETS_PREFIX, clock }),
  pacerRecords: table(requestsTable),
});

export const readerOf = (env: Env<"read-tenant" | "requests">): Pick<Ports, "reader"> => ({
  reader: tenantReader(clientOf(env, env.REQUESTS_TABLE, env.READER_CLIENT_ID)),
});

export const eraserOf = (env: Env<"write-tenant" | "requests">): Pick<Ports, "eraser"> => ({
  eraser: tenantEraser(clientOf(env, env.REQUESTS_TABLE, env.ERASER_CLIENT_ID)),
});

export const blockerOf = (env: Env<"block-accounts" | "requests">): Pick<Ports, "blocker"> => ({
  blocker: tenantBlocker(clientOf(env, env.REQUESTS_TABLE, env.BLOCKER_CLIENT_ID)),
});

export const stewardOf = (env: Env<"look-after-accounts" | "requests">): Pick<Ports, "steward"> => ({
  steward: tenantSteward(clientOf(env, env.REQUESTS_TABLE, env.STEWARD_CLIENT_ID)),
});

/** @public */
export const gateOf = (env: Env<"turn-gate" | "requests">, policy: Policy): Pick<Ports, "gate"> => ({
  gate: tenantGate(clientOf(env, env.REQUESTS_TABLE, env.GATE_CLIENT_ID), {
    publicUrl: env.PUBLIC_URL,
    policy,
    records: table(env.REQUESTS_TABLE),
  }),
});

export const flagsOf = (env: Env<"flag-accounts" | "requests">, policy: Policy): Pick<Ports, "flags"> => ({
  flags: tenantFlags(clientOf(env, env.REQUESTS_TABLE, env.FLAG_CLIENT_ID), policy),
});

export const eventsOf = (env: Env<"requests">): Pick<Ports, "events"> => ({
  events: eventsIn({ records: table(env.REQUESTS_TABLE), clock }),
});

export const tasksOf = (env: Env<"requests">, policy: Policy): Pick<Ports, "tasks"> => ({
  tasks: tasksIn({ records: table(env.REQUESTS_TABLE), clock, keepSeconds: policy.retention.audit }),
});

export const termsOf = (env: Env<"requests">): Pick<Ports, "terms"> => ({
  terms: termsIn({ records: table(env.REQUESTS_TABLE), clock }),
});

export const queueOf = (env: Env<"queue-events">): Pick<Ports, "queue"> => ({
  queue: sqsQueue({ client: new SQSClient(awsClientOptions), queueUrl: env.EVENTS_QUEUE_URL }),
});

export const recipientsOf = (env: Env<"share-secrets-with-recipients">): Pick<Ports, "recipients"> => ({
  recipients: httpRecipients({ secrets: secretsOf(env), clock, post: guardedPost(exchangeBounds) }),
});

export const secretsOf = (env: { SECRETS_PREFIX: string }): Secrets =>
  ssmSecrets({ client: new SSMClient(awsClientOptions), prefix: env.SECRETS_PREFIX, clock });

export const auditOf = (env: Env<"requests">): Pick<Ports, "audit"> => ({
  audit: auditIn({ records: table(env.REQUESTS_TABLE) }),
});

export const schedulesOf = (env: Env<"plan-wakings">): Pick<Ports, "schedules"> => ({
  schedules: eventBridgeSchedules({
    client: new SchedulerClient(awsClientOptions),
    group: env.WAKINGS_GROUP,
    targetArn: env.WAKINGS_TARGET,
    roleArn: env.WAKINGS_ROLE,
    deadLetterArn: env.WAKINGS_DEAD_LETTERS,
  }),
});

/** Whom mailings go to, in the table of personal data. */
export const mailingsOf = (env: Env<"subjects">, { keys }: Pick<Ports, "keys">): Pick<Ports, "mailings"> => ({
  mailings: mailingsIn({ records: table(env.SUBJECTS_TABLE), keys, clock }),
});

export const mailPacerOf = (env: Env<"requests">, { terms }: Policy): Pick<Ports, "mailPacer"> => ({
  mailPacer: campaignMailPacer({ records: table(env.REQUESTS_TABLE), clock, perMinute: terms.mailsPerMinute }),
});

export const listingOf = (env: Env<"read-tenant" | "requests">, { terms }: Policy): Pick<Ports, "listing"> => ({
  listing: tenantListing(clientOf(env, env.REQUESTS_TABLE, env.READER_CLIENT_ID), terms),
});

export const alertsOf = (env: Env<"alert-officers">, policy: Policy): Pick<Ports, "alerts"> => ({
  alerts: webhookAlerts({
    url: policy.controller.officers.webhook,
    secrets: ssmSecrets({ client: new SSMClient(awsClientOptions), prefix: env.SECRETS_PREFIX, clock }),
    clock,
  }),
});

export const tokensOf = (env: Env<"check-tokens">): Pick<Ports, "tokens"> => ({
  tokens: jwksTokens({ issuer: env.TENANT_ISSUER, audience: env.TOKEN_AUDIENCE, clock }),
});
