import type { Instant } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import type { RecipientAnswer, RecipientName, RecipientTaskId, Verb } from "#kernel/recipient.ts";

/** One question to a recipient: all that it needs to find the person and to answer, and nothing else. */
export interface RecipientCall {
  recipient: RecipientName;
  /** From policy.yaml and nowhere else. */
  url: string;
  taskId: RecipientTaskId;
  verb: Verb;
  person: { userIds: string[]; emails: string[] };
  /** What is right now, of what was corrected. */
  corrections?: JsonObject | undefined;
  answerBy: Instant;
  /** Where the recipient answers later, and where it asks for an address to upload its part of an export to. */
  answerTo: string;
  uploads?: string | undefined;
}

/** What came back from the call itself. */
export type RecipientReply =
  /** It is done with it. `content` is its part of an export, where it came with the answer. */
  | { reply: "answered"; answer: RecipientAnswer; content?: Json | undefined; uploaded?: string | undefined }
  /** It has the question, and answers later at our door. */
  | { reply: "accepted" }
  /** It will not understand the question, however often it is asked. */
  | { reply: "rejected"; what: string };

/** What a recipient signs with an answer, as three headers. */
export interface Signed {
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

/** Calls recipients, and knows what comes from them. The form is that of Standard Webhooks, both ways. */
export interface Recipients {
  /** Throws `RecipientAway` when it may work later; the same question may then be asked again: its id tells repeats. */
  ask(call: RecipientCall): Promise<RecipientReply>;
  /** True when the recipient itself signed it, under this id, within the last minutes. False for a recipient that has no secret. */
  isFrom(recipient: RecipientName, signed: Signed): Promise<boolean>;
}

/** The recipient could not be reached, or answered with something that cannot be read: it is asked again over days. */
export class RecipientAway extends Error {
  override readonly name = "RecipientAway" as const;
  /** What was in the way: a status of HTTP, or a name. Never an address, never what was sent. */
  readonly what: string;
  constructor(what: string) {
    super(`a recipient could not be asked: ${what}`);
    this.what = what;
  }
}
