/** A public key as JWK (RFC 7517) with `kid`, `alg` and `use`. */
export interface PublicJwk {
  kty: string;
  kid: string;
  alg: string;
  use: string;
  [member: string]: unknown;
}

/** What a key may be used for; sealed data can be opened only for the purpose and the owner it was sealed for. */
export interface SealContext {
  purpose: "subject" | "closing" | "token" | "access" | "event";
  /** A subject reference, a request id, or what the thing is. */
  owner: string;
}

/** Keys never leave their keeper: KMS on AWS, files of mode 0600 on one machine. Every call may throw `Busy`. */
export interface Keys {
  /** A compact JWS (RFC 7515) over the payload, ES256, header `{ alg, kid, typ }`. Each call gives another, equally valid signature. */
  sign(payload: Uint8Array, typ: string): Promise<string>;
  /** All keys with which something valid was signed, the present one first: what `/.well-known/jwks.json` shows. */
  publicKeys(): Promise<PublicJwk[]>;
  /** Encrypts 1 to 4,096 bytes, bound to the context. Throws RangeError for less or more. */
  seal(content: Uint8Array, context: SealContext): Promise<Uint8Array>;
  /** Throws `SealBroken` when the context is another, or the content was changed. */
  unseal(sealed: Uint8Array, context: SealContext): Promise<Uint8Array>;
  /** HMAC-SHA-256 under a key that nothing else uses: how a user id is looked up without being stored. */
  mac(text: string): Promise<Uint8Array>;
}

/** What was to be opened was sealed for somebody or something else, under another key, or was changed. It never opens. */
export class SealBroken extends Error {
  override readonly name = "SealBroken" as const;
}

/** KMS takes no less and no more in one piece; so neither does any other keeper. */
export const checkSealable = (content: Uint8Array): void => {
  if (content.byteLength < 1 || content.byteLength > 4096) throw new RangeError("only 1 to 4,096 bytes can be sealed");
};
