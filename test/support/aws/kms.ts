import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
} from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { canonical } from "#kernel/canonical-json.ts";
import { AwsError, type Operations } from "./double.ts";

type Key = { spec: "SYMMETRIC_DEFAULT" | "HMAC_256"; secret: Buffer } | { spec: "ECC_NIST_P256"; pem: string };

const bytes = (value: unknown): Buffer => Buffer.from(String(value), "base64");

/** ECDSA over the digest itself, as DER: Node signs messages only, so this comes from elsewhere. */
const signDigest = (pem: string, digest: Buffer): Buffer => {
  if (digest.length !== 32) throw new AwsError("ValidationException", "Digest is invalid length for ECDSA_SHA_256.");
  const { d = "" } = createPrivateKey(pem).export({ format: "jwk" });
  return Buffer.from(p256.sign(digest, Buffer.from(d, "base64url"), { prehash: false, format: "der", lowS: false }));
};

/** KMS with real cryptography: keys by the names given here, each of its kind, used only for what its kind can do. */
export const kmsDouble = (kinds: Record<string, Key["spec"]>): Operations => {
  const make = (spec: Key["spec"]): Key =>
    spec === "ECC_NIST_P256"
      ? {
          spec,
          pem: generateKeyPairSync("ec", { namedCurve: "P-256" })
            .privateKey.export({ type: "pkcs8", format: "pem" })
            .toString(),
        }
      : { spec, secret: randomBytes(32) };
  const keys = new Map(Object.entries(kinds).map(([id, spec]) => [id, make(spec)]));

  const keyOf = <S extends Key["spec"]>(id: unknown, spec: S): Extract<Key, { spec: S }> => {
    const key = keys.get(String(id)) ?? keys.get(String(id).replace(/^.*key\//, ""));
    if (key === undefined) throw new AwsError("NotFoundException", `Key '${String(id)}' does not exist`);
    if (key.spec !== spec) throw new AwsError("InvalidKeyUsageException", `${String(id)} key usage is not valid`);
    return key as Extract<Key, { spec: S }>;
  };
  const secretOf = (id: unknown, spec: "SYMMETRIC_DEFAULT" | "HMAC_256"): Buffer =>
    (keyOf(id, spec) as { secret: Buffer }).secret;
  const pemOf = (id: unknown): string => (keyOf(id, "ECC_NIST_P256") as { pem: string }).pem;

  return {
    Encrypt: ({ KeyId, Plaintext, EncryptionContext = {} }) => {
      const plain = bytes(Plaintext);
      if (plain.length < 1 || plain.length > 4096)
        throw new AwsError("ValidationException", "length must be 1 to 4096");
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", secretOf(KeyId, "SYMMETRIC_DEFAULT"), iv);
      cipher.setAAD(Buffer.from(canonical(EncryptionContext)));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { KeyId, CiphertextBlob: Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64") };
    },
    Decrypt: ({ KeyId, CiphertextBlob, EncryptionContext = {} }) => {
      const sealed = bytes(CiphertextBlob);
      try {
        const decipher = createDecipheriv("aes-256-gcm", secretOf(KeyId, "SYMMETRIC_DEFAULT"), sealed.subarray(0, 12), {
          authTagLength: 16,
        });
        decipher.setAAD(Buffer.from(canonical(EncryptionContext))).setAuthTag(sealed.subarray(12, 28));
        const plain = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
        return { KeyId, Plaintext: plain.toString("base64") };
      } catch (error) {
        if (error instanceof AwsError) throw error;
        throw new AwsError("InvalidCiphertextException");
      }
    },
    GenerateMac: ({ KeyId, Message }) => ({
      Mac: createHmac("sha256", secretOf(KeyId, "HMAC_256")).update(bytes(Message)).digest("base64"),
    }),
    GetPublicKey: ({ KeyId }) => ({
      PublicKey: createPublicKey(pemOf(KeyId)).export({ type: "spki", format: "der" }).toString("base64"),
    }),
    Sign: ({ KeyId, Message, MessageType }) => {
      const message = bytes(Message);
      if (message.length > 4096) throw new AwsError("ValidationException", "length must be 1 to 4096");
      const digest = MessageType === "DIGEST" ? message : createHash("sha256").update(message).digest();
      return { Signature: signDigest(pemOf(KeyId), digest).toString("base64") };
    },
  };
};
