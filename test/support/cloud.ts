import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { bundleFunctions } from "#infra/bundle.ts";
import { systemClock } from "#kernel/clock.ts";
import { RequestId } from "#kernel/ids.ts";
import type { Json } from "#kernel/json.ts";
import type { RecipientTask } from "#kernel/recipient.ts";
import { type Engine, openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import { makeSeed } from "#local/seed/seed.ts";
import { openTenant } from "#local/tenant/tenant.ts";
import { dynamoRecords } from "#ports/records/dynamo-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { StoryName } from "#ports/workflows/workflows.ts";
import type { FunctionName } from "#runtime/functions.ts";
import { clientAt } from "./aws/clients.ts";
import { awsDouble } from "./aws/double.ts";
import { kmsDouble } from "./aws/kms.ts";
import { openMailbox } from "./aws/mail.ts";
import { openS3 } from "./aws/s3.ts";
import { schedulerDouble } from "./aws/scheduler.ts";
import { ssmDouble } from "./aws/ssm.ts";
import { stepFunctionsDouble } from "./aws/step-functions.ts";
import { type LoadedBundle, loadBundle } from "./bundle-worker.ts";
import { openDynoxide } from "./dynoxide.ts";
import { ofType, synthesize, type Template } from "./synthesis.ts";
import { claimsIn, enter, options } from "./tenant.ts";
import { woundClock } from "./wound-clock.ts";

/** What the newsletter shares with us here. */
export const newsletterSecret = `whsec_${Buffer.alloc(32, "newsletter").toString("base64")}`;

/** A policy under which a deletion is over within seconds: the clocks of the functions are real. */
const quickPolicy = (recipients: boolean): string => {
  const policy = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8")
    .replace("coolingOff: 7 days", "coolingOff: 1 s")
    .replace("approval: when-odd", "approval: never")
    .replace("recheck: [7 days, 30 days]", "recheck: [1 s]");
  // nobody of theirs can be reached from here: where they take part, they are reserved names, and answer by themselves
  return recipients ? policy : policy.replace(/^recipients:.*\n(?: .*\n)+/m, "recipients: {}\n");
};

/** What a reference of the template stands for here: every resource bears its logical id as its name. */
const resolved = (value: unknown): string => {
  if (typeof value === "string") return value;
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join_ } = value as Record<string, unknown>;
  if (Ref === "AWS::Partition") return "aws";
  if (Ref === "AWS::Region") return "eu-central-1";
  if (Ref === "AWS::AccountId") return "123456789012";
  if (Ref === "AWS::URLSuffix") return "amazonaws.com";
  // of an alias a reference is its ARN
  if (typeof Ref === "string" && /Live[0-9A-F]{8}$/.test(Ref))
    return `arn:aws:lambda:eu-central-1:123456789012:function:${Ref}:live`;
  if (typeof Ref === "string") return Ref.toLowerCase();
  if (Array.isArray(attribute) && attribute[1] === "DomainName")
    return `${String(attribute[0]).toLowerCase()}.example.com`;
  if (Array.isArray(attribute)) return `arn:aws:kms:eu-central-1:123456789012:key/${attribute[0]}`;
  if (Array.isArray(join_)) return (join_[1] as unknown[]).map(resolved).join(String(join_[0]));
  throw new Error(`nothing stands for ${JSON.stringify(value)}`);
};

const environmentsIn = (template: Template): Map<FunctionName, Record<string, string>> =>
  new Map(
    ofType(template, "AWS::Lambda::Function").map(([, { Properties }]) => [
      Properties.Description.replace("Habeas: ", "") as FunctionName,
      Object.fromEntries(
        Object.entries(Properties.Environment.Variables).map(([name, value]) => [name, resolved(value)]),
      ),
    ]),
  );

/** The function behind each placeholder of a story: placeholder → alias → function. */
const functionsOfSteps = (template: Template, story: StoryName): Record<string, FunctionName> => {
  const machine = ofType(template, "AWS::StepFunctions::StateMachine")
    .map(([, each]) => each)
    .find(({ Properties }) => Properties.StateMachineName.endsWith(`-${story}`));
  const nameOf = (alias: { Ref: string }): FunctionName => {
    const function_ = template.Resources[alias.Ref]?.Properties.FunctionName.Ref;
    return template.Resources[function_]?.Properties.Description.replace("Habeas: ", "") as FunctionName;
  };
  const substitutions = machine?.Properties.DefinitionSubstitutions as Record<string, { Ref: string }>;
  return Object.fromEntries(Object.entries(substitutions).map(([step, alias]) => [step, nameOf(alias)]));
};

/** The synthesized stack, alive on this machine: its bundles in workers, AWS by doubles, the engine running its story. */
export const openCloud = async ({ recipients = false }: { recipients?: boolean } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-cloud-"));
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const policyFile = join(folder, "policy.yaml");
  writeFileSync(policyFile, quickPolicy(recipients));
  const bundles = await bundleFunctions({ outdir: join(folder, "functions"), policyFile });
  const { template } = synthesize(bundles);
  const environments = environmentsIn(template);

  const tenant = await openTenant({
    ...options(woundClock()),
    clock: systemClock,
    seed: () => makeSeed(systemClock.now()),
  });
  closing.push(() => tenant.close());
  const dynamo = await openDynoxide();
  closing.push(() => dynamo.close());
  for (const [id] of ofType(template, "AWS::DynamoDB::Table")) await dynamo.makeTable(id.toLowerCase());
  const s3 = await openS3(ofType(template, "AWS::S3::Bucket").map(([id]) => id.toLowerCase()));
  closing.push(() => s3.close());
  const mailbox = await openMailbox();
  closing.push(() => mailbox.close());

  const secrets = new Map([
    ["/habeas/tenant-reader-client-secret", tenant.clientSecret("Habeas reader")],
    ["/habeas/tenant-eraser-client-secret", tenant.clientSecret("Habeas eraser")],
    ["/habeas/tenant-steward-client-secret", tenant.clientSecret("Habeas steward")],
    ["/habeas/tenant-blocker-client-secret", tenant.clientSecret("Habeas blocker")],
    ["/habeas/tenant-gate-client-secret", tenant.clientSecret("Habeas gate")],
    ["/habeas/tenant-flag-client-secret", tenant.clientSecret("Habeas flag")],
    ["/habeas/recipient-newsletter-secret", newsletterSecret],
    ["/habeas/terms-gate-secret", "a-secret-of-tests-that-is-long-enough"],
  ]);
  const keySpecs = ofType(template, "AWS::KMS::Key").map(([id, { Properties }]) => [
    id,
    Properties.KeySpec ?? "SYMMETRIC_DEFAULT",
  ]);
  const aws = await awsDouble({
    KMS: kmsDouble(Object.fromEntries(keySpecs)),
    Scheduler: schedulerDouble(new Map()),
    SSM: ssmDouble(secrets),
    StepFunctions: stepFunctionsDouble(() => engine),
  });
  closing.push(() => aws.close());

  const lines: string[] = [];
  const loaded = new Map<FunctionName, Promise<LoadedBundle>>();
  const environmentOf = (name: FunctionName): Record<string, string> => {
    const given = environments.get(name) ?? {};
    const differs: Record<string, string> = {
      TENANT_ISSUER: tenant.issuer,
      READER_CLIENT_ID: tenant.clientId("Habeas reader"),
      ERASER_CLIENT_ID: tenant.clientId("Habeas eraser"),
      STEWARD_CLIENT_ID: tenant.clientId("Habeas steward"),
      BLOCKER_CLIENT_ID: tenant.clientId("Habeas blocker"),
      EVENTS_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/111122223333/events",
    };
    return {
      // the tenant is another, and so are its clients; all else is the template's
      ...Object.fromEntries(Object.entries(given).map(([variable, value]) => [variable, differs[variable] ?? value])),
      LAMBDA_TASK_ROOT: bundles.folderOf(name),
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SESV2: mailbox.endpoint,
    };
  };
  const load = (name: FunctionName, environment = environmentOf(name)): Promise<LoadedBundle> =>
    loadBundle(join(bundles.folderOf(name), "index.js"), environment, (line) => lines.push(line));
  const bundle = (name: FunctionName): Promise<LoadedBundle> => {
    const known = loaded.get(name) ?? load(name);
    loaded.set(name, known);
    return known;
  };
  closing.push(async () => {
    for (const each of loaded.values()) await (await each).close();
  });
  const call = async (name: FunctionName, event: unknown): Promise<unknown> => (await bundle(name)).call(event);

  const engine: Engine = openEngine({
    file: join(folder, "journal.db"),
    clock: systemClock,
    // the clocks are real, so the jitter of retries is kept short: the tenant takes some seconds to end sessions
    random: () => 0.1,
    invoke: async (name, payload) => ((await call(name as FunctionName, payload)) ?? null) as Json,
  });
  closing.push(() => engine.stop({ drainSeconds: 0 }));
  for (const story of StoryName.options) {
    const file = fileURLToPath(new URL(`../../functions/${story}/${story}.asl.yaml`, import.meta.url));
    const { definition } = await loadStory(file, functionsOfSteps(template, story));
    // the clocks are real: a recipient that is away is not waited for a minute
    engine.deploy(
      story,
      JSON.parse(JSON.stringify(definition).replaceAll('"IntervalSeconds":60,', '"IntervalSeconds":1,')),
    );
  }

  const bucket = environments.get("deletionEvidence")?.RECEIPTS_BUCKET ?? "";
  return {
    call,
    handlerKind: async (name: FunctionName) => (await bundle(name)).kind(),
    loadWithout: async (name: FunctionName, variable: string) => {
      const { [variable]: _, ...rest } = environmentOf(name);
      await (await load(name, rest)).close();
    },
    enter: (email: string) => enter(tenant, { email }),
    enterAsOfficer: (email: string) => enter(tenant, { email, client: "Habeas console", code: "123456" }),
    /** What recipients were asked for a request: the id of a question is what one of them would have been told. */
    questionsOf: (requestId: string): Promise<RecipientTask[]> => {
      const records = dynamoRecords({
        client: dynamo.client,
        table: environments.get("recipients")?.REQUESTS_TABLE ?? "",
      });
      return requestsIn({ records, clock: systemClock }).recipientsOf(RequestId.parse(requestId));
    },
    engineRun: async (name: string, story: StoryName = "deletion") => engine.describe(story, name),
    /** What the buckets of exports hold of a request. */
    filesOf: async (requestId: string): Promise<string[]> => {
      const client = new S3Client({ ...clientAt(s3.endpoint), forcePathStyle: true });
      const { EXPORTS_BUCKET, PAGES_BUCKET, PARTS_BUCKET } = environments.get("exportStore") ?? {};
      const lists = [EXPORTS_BUCKET, PAGES_BUCKET, PARTS_BUCKET].map((Bucket) =>
        client.send(new ListObjectsV2Command({ Bucket, Prefix: requestId })),
      );
      return (await Promise.all(lists)).flatMap(({ Contents = [] }) => Contents.map(({ Key = "" }) => Key));
    },
    /** What happened at the tenant to the account behind a token, in order. */
    effectsOn: (token: string) => tenant.ledger(String(claimsIn(token).sub)).map(({ effect }) => effect),
    receipt: async (requestId: string): Promise<string> => {
      const client = new S3Client({ ...clientAt(s3.endpoint), forcePathStyle: true });
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `${requestId}.jws` }));
      return (await Body?.transformToString()) ?? "";
    },
    mails: mailbox.delivered,
    /** What the subjects table still holds of a request. */
    personalRows: async (requestId: string): Promise<string[]> => {
      const table = environments.get("deletionStore")?.SUBJECTS_TABLE ?? "";
      const { items } = await dynamoRecords({ client: dynamo.client, table }).query(`CLOSING#${requestId}`);
      return items.map(({ sk }) => sk);
    },
    logLines: () => lines,
    awsCalls: () => aws.calls,
    close: async () => {
      for (const closeOne of closing.reverse()) await closeOne();
    },
  };
};
export type Cloud = Awaited<ReturnType<typeof openCloud>>;
