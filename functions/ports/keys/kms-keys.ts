import { createHash } from "node:crypto";
import {
  DecryptCommand,
  EncryptCommand,
  GenerateMacCommand,
  type KMSClient,
  SignCommand,
  type SignCommandInput,
} from "@aws-sdk/client-kms";
import { called } from "../aws-failure.ts";
import { joseSignature } from "./jose-signature.ts";
import { checkSealable, type Keys, SealBroken, type SealContext } from "./keys.ts";
import { kmsPublicKeys } from "./kms-public-keys.ts";

/** Ids or ARNs of KMS keys. A function is given only those it may use; without one, the call that needs it throws RangeError. */
export interface KmsKeyIds {
  /** ECC_NIST_P256, SIGN_VERIFY; the present one first, then those that signed before. */
  signing?: readonly string[] | undefined;
  /** SYMMETRIC_DEFAULT, one for each purpose: destroying or denying one leaves the others. */
  sealing?: Partial<Record<SealContext["purpose"], string>> | undefined;
  /** HMAC_256. */
  lookup?: string | undefined;
}

const service = "KMS";
/** KMS adds some 150 bytes to 4,096; what is longer was not sealed by it, and it would not even look. */
const longestSealed = 6_144;
const broken: ReadonlySet<string> = new Set(["InvalidCiphertextException", "IncorrectKeyException"]);

const given = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new RangeError(`this function has no key to ${what}`);
  return value;
};

/** KMS hashes a message of up to 4,096 bytes itself; of a longer one it takes the hash. The signature is the same. */
const messageOf = (text: string): Pick<SignCommandInput, "Message" | "MessageType"> =>
  Buffer.byteLength(text) <= 4096
    ? { Message: Buffer.from(text), MessageType: "RAW" }
    : { Message: createHash("sha256").update(text).digest(), MessageType: "DIGEST" };

const base64url = (text: string): string => Buffer.from(text).toString("base64url");

/** Keys in KMS. What is sealed carries purpose and owner as encryption context, so the trail of KMS shows whose data was opened. */
export const kmsKeys = ({ client, keys }: { client: KMSClient; keys: KmsKeyIds }): Keys => {
  const publicKeys = kmsPublicKeys(client, keys.signing ?? []);
  const sealedUnder = ({ purpose, owner }: SealContext) => ({
    KeyId: given(keys.sealing?.[purpose], `seal for "${purpose}"`),
    EncryptionContext: { purpose, owner },
  });

  return {
    publicKeys,

    sign: async (payload, typ) => {
      const KeyId = given(keys.signing?.[0], "sign");
      const [present] = await publicKeys();
      const header = JSON.stringify({ alg: "ES256", kid: present?.kid, typ });
      const signed = `${base64url(header)}.${Buffer.from(payload).toString("base64url")}`;
      const { Signature } = await called(
        service,
        client.send(new SignCommand({ KeyId, ...messageOf(signed), SigningAlgorithm: "ECDSA_SHA_256" })),
      );
      return `${signed}.${joseSignature(given(Signature, "sign")).toString("base64url")}`;
    },

    seal: async (content, context) => {
      checkSealable(content);
      const { CiphertextBlob } = await called(
        service,
        client.send(new EncryptCommand({ ...sealedUnder(context), Plaintext: content })),
      );
      return new Uint8Array(given(CiphertextBlob, "seal"));
    },

    unseal: async (sealed, context) => {
      const under = sealedUnder(context);
      if (sealed.byteLength === 0 || sealed.byteLength > longestSealed)
        throw new SealBroken("This was not sealed here.");
      try {
        const { Plaintext } = await called(
          service,
          client.send(new DecryptCommand({ ...under, CiphertextBlob: sealed })),
        );
        return new Uint8Array(given(Plaintext, "unseal"));
      } catch (error) {
        if (!(error instanceof Error && broken.has(error.name))) throw error;
        throw new SealBroken("The seal does not fit: another owner or purpose, another key, or changed bytes.");
      }
    },

    mac: async (text) => {
      const KeyId = given(keys.lookup, "look up");
      const { Mac } = await called(
        service,
        client.send(new GenerateMacCommand({ KeyId, Message: Buffer.from(text), MacAlgorithm: "HMAC_SHA_256" })),
      );
      return new Uint8Array(given(Mac, "look up"));
    },
  };
};
