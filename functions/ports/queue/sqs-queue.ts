import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { Busy } from "#kernel/failure.ts";
import { called } from "../aws-failure.ts";
import type { EventQueue } from "./queue.ts";

const perCall = 10;
/** SQS refuses a call of more than 256 KB as a whole, however few its messages are. */
const bytesPerCall = 240 * 1024;

/** As many messages together as one call may carry. */
const callsOf = (bodies: readonly string[]): string[][] => {
  const calls: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    const last = calls.at(-1);
    if (last === undefined || last.length === perCall || bytes + size > bytesPerCall) {
      calls.push([body]);
      bytes = size;
    } else {
      last.push(body);
      bytes += size;
    }
  }
  return calls;
};

/** Events in SQS. A batch of which a part was not stored is sent again as a whole: who takes events out knows each by its log_id. */
export const sqsQueue = ({ client, queueUrl }: { client: SQSClient; queueUrl: string }): EventQueue => ({
  send: async (bodies) => {
    for (const part of callsOf(bodies)) {
      const Entries = part.map((MessageBody, place) => ({ Id: String(place), MessageBody }));
      const sending = client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const { Failed = [], Successful = [] } = await called("SQS", sending);
      if (Failed.length > 0 || Successful.length !== Entries.length) throw new Busy("SQS did not store every message.");
    }
  },
});
