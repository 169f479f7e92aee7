import * as z from "zod";
import { type JsonLimits, parseBoundedJson, UnsafeJson } from "./bounded-json.ts";
import { Json } from "./json.ts";
import { PartType, RecipientAnswer } from "./recipient.ts";

/** How much a recipient may send in one message; a larger part of an export is uploaded. */
export const messageLimits: JsonLimits = { bytes: 1_048_576, depth: 32, keys: 50_000 };

/** A part of an export may hold so much. */
export const mostPartBytes = 1_073_741_824;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hex");

/** The id that came with the question. Any text here: an unknown one gets the answer of an unknown one. */
const task = z.string().min(1).max(128);

const answered = { task, export: Json.optional(), upload: z.object({ sha256: Sha256 }).optional() };

/**
 * What a recipient says of a question, with the call itself or later at our door. `export` is its part, where that is small; `upload`
 * names the one it has uploaded.
 */
export const AnswerMessage = z.object({
  type: z.literal("habeas.answer", { error: 'is not "habeas.answer"' }),
  data: z.intersection(z.object(answered), RecipientAnswer),
});
export type AnswerMessage = z.infer<typeof AnswerMessage>;

/** A recipient asks where to upload its part of an export. */
export const UploadMessage = z.object({
  type: z.literal("habeas.upload", { error: 'is not "habeas.upload"' }),
  data: z.object({ task, contentType: PartType, bytes: z.int().min(1).max(mostPartBytes), sha256: Sha256 }),
});
export type UploadMessage = z.infer<typeof UploadMessage>;

/** A message of the schema; undefined when it is not one. */
export const readMessage = <T>(body: Uint8Array, schema: z.ZodType<T>): T | undefined => {
  try {
    const parsed = schema.safeParse(parseBoundedJson(body, messageLimits));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof UnsafeJson) return undefined;
    throw error;
  }
};
