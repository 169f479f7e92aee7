import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { type Keys, SealBroken, type SealContext } from "#ports/keys/keys.ts";

const aadOf = ({ purpose, owner }: SealContext): Buffer => Buffer.from(JSON.stringify([purpose, owner]));

/** The sealing half of `Keys`, with keys that live as long as the test. */
export const memoryKeys = (): Pick<Keys, "seal" | "unseal" | "mac"> => {
  const [sealing, finding] = [randomBytes(32), randomBytes(32)];
  return {
    seal: async (content, context) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv).setAAD(aadOf(context));
      const text = Buffer.concat([cipher.update(content), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]);
    },
    unseal: async (sealed, context) => {
      const bytes = Buffer.from(sealed);
      if (bytes.length < 28) throw new SealBroken("too short");
      const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(aadOf(context)).setAuthTag(bytes.subarray(12, 28));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      } catch {
        throw new SealBroken("another key, context or content");
      }
    },
    mac: async (text) => createHmac("sha256", finding).update(text).digest(),
  };
};
