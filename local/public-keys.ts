import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { openFileKeys } from "#ports/keys/file-keys.ts";
import type { PublicJwk } from "#ports/keys/keys.ts";

/** A file, or an address, that holds a JWK Set. Without either, the keys of the installation in ./data. */
export const publicKeysFrom = async (place: string | undefined, dataDir: string): Promise<PublicJwk[]> => {
  if (place !== undefined) {
    const text = /^https?:/.test(place) ? await (await fetch(place)).text() : readFileSync(place, "utf8");
    return z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(JSON.parse(text)).keys as PublicJwk[];
  }
  const dir = join(dataDir, "keys");
  if (!existsSync(join(dir, "signing-0001.jwk"))) {
    throw new Error(`There are no keys in ${dir}. Name the published ones: --keys https://…/.well-known/jwks.json`);
  }
  return (await openFileKeys({ dir })).publicKeys();
};
