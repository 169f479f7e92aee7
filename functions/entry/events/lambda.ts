import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { bundledPolicy } from "#runtime/bundled-files.ts";
import {
  alertsOf,
  eventsOf,
  keysOf,
  noticesOf,
  queueOf,
  readerOf,
  requestsOf,
  schedulesOf,
  stewardOf,
  subjectsOf,
  tasksOf,
  termsOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { jsonLog } from "#runtime/log.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { onEventMessages } from "./intake.ts";

const env = readEnvironment(functionRights.logEvents);
const policy = bundledPolicy();
const keys = keysOf(env);

const handle = onEventMessages(
  {
    ...requestsOf(env),
    ...keys,
    ...subjectsOf(env, keys),
    ...workflowsOf(env),
    ...readerOf(env),
    ...stewardOf(env),
    ...noticesOf(env),
    ...alertsOf(env, policy),
    ...eventsOf(env),
    ...queueOf(env),
    ...tasksOf(env, policy),
    ...termsOf(env),
    ...schedulesOf(env),
  },
  policy,
  { ourClients: env.OUR_CLIENT_IDS },
  jsonLog(),
);

/** What SQS hands over, batch by batch; it answers with the messages that must come again. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const { again } = await handle(
    Records.map(({ messageId, body, attributes }) => ({
      id: messageId,
      body,
      attempts: Number(attributes.ApproximateReceiveCount),
    })),
  );
  return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
};
