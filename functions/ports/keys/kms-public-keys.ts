import { createHash, createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import * as z from "zod";
import { called } from "../aws-failure.ts";
import type { PublicJwk } from "./keys.ts";

const P256 = z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string() });

/** RFC 7638: SHA-256 over the required members in the order of their names. */
const thumbprint = ({ crv, kty, x, y }: z.infer<typeof P256>): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");

const jwkOf = async (client: KMSClient, KeyId: string): Promise<PublicJwk> => {
  const { PublicKey } = await called("KMS", client.send(new GetPublicKeyCommand({ KeyId })));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
  const shown = P256.parse(key.export({ format: "jwk" }));
  return { ...shown, kid: thumbprint(shown), alg: "ES256", use: "sig" };
};

/** The public halves of these KMS keys, in their order. A key's public half never changes: it is fetched once, and again only after a failure. */
export const kmsPublicKeys = (client: KMSClient, keyIds: readonly string[]): (() => Promise<PublicJwk[]>) => {
  let known: Promise<PublicJwk[]> | undefined;
  return () => {
    known ??= Promise.all(keyIds.map((id) => jwkOf(client, id))).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};
