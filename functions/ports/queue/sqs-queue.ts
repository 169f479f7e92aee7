import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { Busy } from "#kernel/failure.ts";
import { called } from "../aws-failure.ts";
import type { EventQueue } from "./queue.ts";

const perCall = 10;

/** Events in SQS. A batch of which a part was not stored is sent again as a whole: who takes events out knows each by its log_id. */
export const sqsQueue = ({ client, queueUrl }: { client: SQSClient; queueUrl: string }): EventQueue => ({
  send: async (bodies) => {
    for (let from = 0; from < bodies.length; from += perCall) {
      const Entries = bodies
        .slice(from, from + perCall)
        .map((MessageBody, place) => ({ Id: String(place), MessageBody }));
      const sending = client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const { Failed = [], Successful = [] } = await called("SQS", sending);
      if (Failed.length > 0 || Successful.length !== Entries.length) throw new Busy("SQS did not store every message.");
    }
  },
});
