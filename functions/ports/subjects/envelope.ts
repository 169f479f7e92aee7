import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import type { JsonObject } from "#kernel/json.ts";
import type { Keys, SealContext } from "#ports/keys/keys.ts";
import type { Key } from "#ports/records/records.ts";

/** A data key: 256 random bits that seal one person's rows, or one closing record. */
export type DataKey = Uint8Array;

const ivBytes = 12;
const tagBytes = 16;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** A new data key, and the same wrapped by the keeper of keys and bound to its owner: only the wrapped one is ever stored. */
export const newDataKey = async (
  keys: Pick<Keys, "seal">,
  context: SealContext,
): Promise<{ dataKey: DataKey; wrapped: JsonObject }> => {
  const dataKey = new Uint8Array(randomBytes(32));
  return { dataKey, wrapped: { wrapped: base64(await keys.seal(dataKey, context)) } };
};

export const unwrap = (keys: Pick<Keys, "unseal">, wrapped: string, context: SealContext): Promise<DataKey> =>
  keys.unseal(Buffer.from(wrapped, "base64"), context);

/** The row's own place is sealed in: a sealed body moved to another row does not open. */
const placeOf = ({ pk, sk }: Key): Buffer => Buffer.from(JSON.stringify([pk, sk]));

/** AES-256-GCM as iv, tag, ciphertext. */
export const sealed = (dataKey: DataKey, place: Key, content: unknown): JsonObject => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(dataKey), iv, { authTagLength: tagBytes });
  cipher.setAAD(placeOf(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
  return { sealed: base64(Buffer.concat([iv, cipher.getAuthTag(), text])) };
};

/** Throws when the key or the place is another, or a bit was changed. */
export const unsealed = (dataKey: DataKey, place: Key, body: string): unknown => {
  const bytes = Buffer.from(body, "base64");
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(dataKey), iv, { authTagLength: tagBytes });
  decipher.setAAD(placeOf(place));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
  return JSON.parse(text.toString("utf8"));
};
