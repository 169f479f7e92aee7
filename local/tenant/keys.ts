import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { JWK } from "jose";
import type { Store } from "./store.ts";

interface StoredKey {
  kid: string;
  /** Counts up with every rotation; the highest signs. */
  generation: number;
  pem: string;
}

/** The tenant's RS256 keys. They live in its database, so tokens stay good over a restart. */
export interface SigningKeys {
  current(): { kid: string; privateKey: KeyObject };
  publicKey(kid: string): KeyObject | undefined;
  jwks(): { keys: JWK[] };
  /** A new key signs from now on; the one before it is still published, older ones are not. */
  rotate(): void;
}

const generate = (generation: number): StoredKey => ({
  kid: randomBytes(16).toString("base64url"),
  generation,
  pem: generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString(),
});

export const openSigningKeys = (store: Store): SigningKeys => {
  const stored = store.collection<StoredKey>("keys");
  let keys = stored.all().sort((a, b) => b.generation - a.generation);
  const rotate = (): void => {
    const next = generate((keys[0]?.generation ?? 0) + 1);
    store.transaction(() => {
      stored.put(next.kid, next);
      for (const old of keys.slice(1)) stored.delete(old.kid);
    });
    keys = [next, ...keys.slice(0, 1)];
  };
  const signing = (): StoredKey => {
    if (keys[0] === undefined) rotate();
    const [first] = keys;
    if (first === undefined) throw new Error("the tenant has no signing key");
    return first;
  };
  signing();
  return {
    current: () => ({ kid: signing().kid, privateKey: createPrivateKey(signing().pem) }),
    publicKey: (kid) => {
      const key = keys.find((candidate) => candidate.kid === kid);
      return key === undefined ? undefined : createPublicKey(key.pem);
    },
    jwks: () => ({
      keys: keys.map(({ kid, pem }) => {
        const { kty, n, e } = createPublicKey(pem).export({ format: "jwk" });
        return { kty, n, e, kid, alg: "RS256", use: "sig" } as JWK;
      }),
    }),
    rotate,
  };
};
