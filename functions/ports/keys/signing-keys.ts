import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from "jose";
import * as z from "zod";
import { createWhole, readPrivate, replaceWhole } from "#ports/archive/whole-file.ts";
import type { PublicJwk } from "./keys.ts";

const PublicPart = z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string() });
const KeyFile = PublicPart.extend({ d: z.string().optional() });

interface SigningKey {
  number: number;
  jwk: PublicJwk;
  sign(payload: Uint8Array, typ: string): Promise<string>;
}

/** The keys of one directory, the present one first. */
export interface SigningKeys {
  all(): SigningKey[];
  current(): SigningKey;
  rotate(): Promise<void>;
}

const fileName = (number: number): string => `signing-${String(number).padStart(4, "0")}.jwk`;
const numberOf = (name: string): number | undefined => {
  const [, digits] = /^signing-(\d{4})\.jwk$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const parseKey = async (number: number, content: Uint8Array): Promise<SigningKey> => {
  const stored = KeyFile.parse(JSON.parse(Buffer.from(content).toString("utf8")));
  const shown = PublicPart.parse(stored);
  // RFC 7638, so that the name says which key it is, and every reader can check it
  const kid = await calculateJwkThumbprint(shown);
  const { d } = stored;
  return {
    number,
    jwk: { ...shown, kid, alg: "ES256", use: "sig" },
    sign: async (payload, typ) => {
      if (d === undefined) throw new Error("a retired key signs nothing");
      const key = await importJWK({ ...shown, d }, "ES256");
      return new CompactSign(payload).setProtectedHeader({ alg: "ES256", kid, typ }).sign(key);
    },
  };
};

/** A new key under this number; where somebody else was first, theirs stands. */
const makeKey = async (directory: string, number: number): Promise<void> => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y, d } = await exportJWK(privateKey);
  await createWhole(directory, fileName(number), bytesOf({ kty, crv, x, y, d }));
};

const readKeys = async (directory: string): Promise<SigningKey[]> => {
  const names = (await readdir(directory)).filter((name) => numberOf(name) !== undefined).sort();
  const keys: SigningKey[] = [];
  for (const name of names.reverse()) {
    const content = await readPrivate(join(directory, name));
    if (content !== undefined) keys.push(await parseKey(numberOf(name) ?? 0, content));
  }
  return keys;
};

export const hasSigningKey = async (directory: string): Promise<boolean> =>
  (await readdir(directory)).some((name) => numberOf(name) !== undefined);

/** Files `signing-0001.jwk` and so on: the highest number signs, the others only vouch for what they signed. */
export const openSigningKeys = async (directory: string): Promise<SigningKeys> => {
  if (!(await hasSigningKey(directory))) await makeKey(directory, 1);
  let keys = await readKeys(directory);

  const current = (): SigningKey => {
    const [first] = keys;
    if (first === undefined) throw new Error("there is no signing key");
    return first;
  };

  return {
    all: () => keys,
    current,
    rotate: async () => {
      const retiring = current();
      await makeKey(directory, retiring.number + 1);
      // the private half is of no use any more, and what does not exist cannot be stolen
      const { kty, crv, x, y } = PublicPart.parse(retiring.jwk);
      await replaceWhole(directory, fileName(retiring.number), bytesOf({ kty, crv, x, y }));
      keys = await readKeys(directory);
    },
  };
};
