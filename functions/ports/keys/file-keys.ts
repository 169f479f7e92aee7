import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { join } from "node:path";
import { canonical } from "#kernel/canonical-json.ts";
import { createWhole, makePrivateDirectory, readPrivate } from "#ports/archive/whole-file.ts";
import { checkSealable, type Keys, SealBroken, type SealContext } from "./keys.ts";
import { hasSigningKey, openSigningKeys } from "./signing-keys.ts";

export interface FileKeys extends Keys {
  /** A new key signs from now on; what the one before signed stays valid. */
  rotate(): Promise<void>;
}

const [version, ivBytes, tagBytes] = [1, 12, 16];
const headBytes = 1 + ivBytes + tagBytes;

/** Sealed in, so that what was sealed for one owner or purpose never opens for another. */
const contextBytes = ({ purpose, owner }: SealContext): Buffer => Buffer.from(canonical({ purpose, owner }));

/**
 * 256 random bits in a file of mode 0600; of two who make it at once, one does, and both use that one. A key object, since Node takes
 * bare bytes for a key four times as slowly.
 */
const openKeyFile = async (dir: string, name: string): Promise<KeyObject> => {
  const path = join(dir, name);
  if ((await readPrivate(path)) === undefined) await createWhole(dir, name, randomBytes(32));
  const key = await readPrivate(path);
  if (key?.byteLength !== 32) throw new Error(`${path} is not a key of 32 bytes. Put it back from a copy.`);
  return createSecretKey(key);
};

/** A directory that has signed but has lost a key must not get a new one in silence: everything sealed would be lost unnoticed. */
const refuseIfLost = async (dir: string): Promise<void> => {
  if (!(await hasSigningKey(dir))) return;
  for (const name of ["sealing.key", "lookup.key"]) {
    if ((await readPrivate(join(dir, name))) !== undefined) continue;
    throw new Error(
      `${join(dir, name)} is missing. Put it back from a copy: without it nothing that was stored can be read.`,
    );
  }
};

/** The keys of one machine, as files of mode 0600 in a directory of mode 0700, made at the first start. */
export const openFileKeys = async ({ dir }: { dir: string }): Promise<FileKeys> => {
  await makePrivateDirectory(dir);
  await refuseIfLost(dir);
  // the signing key is made last: where there is one, there were the others
  const sealing = await openKeyFile(dir, "sealing.key");
  const lookup = await openKeyFile(dir, "lookup.key");
  const signing = await openSigningKeys(dir);

  return {
    sign: (payload, typ) => signing.current().sign(payload, typ),
    publicKeys: async () => signing.all().map(({ jwk }) => jwk),
    rotate: () => signing.rotate(),

    /** AES-256-GCM as version, iv, tag, ciphertext. */
    seal: async (content, context) => {
      checkSealable(content);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv, { authTagLength: tagBytes });
      cipher.setAAD(contextBytes(context));
      const text = Buffer.concat([cipher.update(content), cipher.final()]);
      return new Uint8Array(Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), text]));
    },

    unseal: async (sealed, context) => {
      const bytes = Buffer.from(sealed);
      if (bytes.byteLength < headBytes || bytes[0] !== version)
        throw new SealBroken("This is not something sealed here.");
      const iv = bytes.subarray(1, 1 + ivBytes);
      const decipher = createDecipheriv("aes-256-gcm", sealing, iv, { authTagLength: tagBytes });
      decipher.setAAD(contextBytes(context)).setAuthTag(bytes.subarray(1 + ivBytes, headBytes));
      try {
        return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]));
      } catch {
        throw new SealBroken("The seal does not fit: another owner or purpose, another key, or changed bytes.");
      }
    },

    mac: async (text) => new Uint8Array(createHmac("sha256", lookup).update(text, "utf8").digest()),
  };
};
