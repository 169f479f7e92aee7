import type { Clock } from "#kernel/clock.ts";
import type { RecipientName } from "#kernel/recipient.ts";
import { AnswerMessage, messageLimits, readMessage } from "#kernel/recipient-message.ts";
import { SecretMissing, type Secrets } from "#ports/secrets/secrets.ts";
import type { PostAnswer } from "./guarded-post.ts";
import { RecipientAway, type RecipientCall, type RecipientReply, type Recipients } from "./recipients.ts";
import { isSigned, secretsIn, signedHeaders } from "./signature.ts";

/** A recipient has so long for an exchange, until the last byte of its answer, and so much to say in it. */
export const exchangeBounds = { deadlineMs: 20_000, maxBytes: messageLimits.bytes };

export type Post = (url: string, headers: Record<string, string>, body: string) => Promise<PostAnswer>;

export interface HttpRecipientsOptions {
  secrets: Secrets;
  clock: Clock;
  /** How messages leave: guarded, unless this host plays the recipients itself. */
  post: Post;
  /** Where a recipient is played by this host, instead of the policy's address. */
  playedAt?: ((recipient: RecipientName) => string) | undefined;
}

/** What no repetition mends: the recipient has understood, and will not take such a question. Everything else may be a bad hour. */
const finalStatuses = [400, 405, 413, 415, 422, 501];

/** Recipients by HTTP, in the form of Standard Webhooks: both sides sign with the secret that they share. */
export const httpRecipients = ({ secrets, clock, post, playedAt }: HttpRecipientsOptions): Recipients => {
  const secretsOf = async (recipient: RecipientName): Promise<string[]> =>
    secretsIn(await secrets.read(`recipient-${recipient}-secret`));

  return {
    ask: async (call) => {
      const live = await secretsOf(call.recipient).catch((error: unknown) => {
        throw error instanceof SecretMissing ? new RecipientAway("no-secret") : error;
      });
      const body = JSON.stringify(messageOf(call, clock.now()));
      const headers = signedHeaders(live, { id: call.taskId, at: clock.now(), body });
      const url = playedAt?.(call.recipient) ?? call.url;
      const answer = await post(url, { ...headers, "content-type": "application/json" }, body);
      return replyIn(answer, call, (signed) => isSigned(live, signed, clock.now()));
    },

    isFrom: async (recipient, signed) => {
      try {
        return isSigned(await secretsOf(recipient), signed, clock.now());
      } catch (error) {
        if (error instanceof SecretMissing) return false;
        throw error;
      }
    },
  };
};

const messageOf = ({ url: _, recipient: __, taskId, ...call }: RecipientCall, timestamp: string) => ({
  type: `habeas.${call.verb}`,
  timestamp,
  data: { task: taskId, ...call },
});

/** Only a signed answer to this very question is believed; whatever else came with a 200 is no answer, and is asked for again (F7). */
const replyIn = (
  { status, headers, body }: PostAnswer,
  { taskId }: RecipientCall,
  isItself: (signed: { headers: PostAnswer["headers"]; body: Uint8Array }) => boolean,
): RecipientReply => {
  if (status === 202) return { reply: "accepted" };
  if (finalStatuses.includes(status)) return { reply: "rejected", what: String(status) };
  if (status !== 200) throw new RecipientAway(String(status));
  const message = readMessage(body, AnswerMessage);
  if (message === undefined) throw new RecipientAway("answer-unreadable");
  if (!isItself({ headers, body })) throw new RecipientAway("answer-not-signed");
  const { task, export: content, upload, ...answer } = message.data;
  if (task !== taskId) throw new RecipientAway("answer-to-another-question");
  return { reply: "answered", answer, content, uploaded: upload?.sha256 };
};
