import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from "jose";
import { afterAll, describe, expect, test } from "vitest";
import { openFileKeys } from "#ports/keys/file-keys.ts";
import { SealBroken, type SealContext } from "#ports/keys/keys.ts";
import { keysContract } from "../contracts/keys.ts";
import { withDirectory } from "../support/sqlite-host.ts";

const made: string[] = [];
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

keysContract("files", async () => {
  const dir = await mkdtemp(join(tmpdir(), "habeas-"));
  made.push(dir);
  return openFileKeys({ dir });
});

const bytes = new Uint8Array(Buffer.from("content"));
const context: SealContext = { purpose: "token", owner: "01JDF7Z8R5QK3V9X2M4N6P8S0T" };

describe("keys in files", () => {
  test("are of mode 0600 in a directory of mode 0700", () =>
    withDirectory(async (root) => {
      const dir = join(root, "keys");
      await openFileKeys({ dir });
      expect(statSync(dir).mode & 0o777).toBe(0o700);
      expect(readdirSync(dir).sort()).toEqual(["lookup.key", "sealing.key", "signing-0001.jwk"]);
      for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    }));

  test("are the same after a restart (I17)", () =>
    withDirectory(async (dir) => {
      const before = await openFileKeys({ dir });
      const sealed = await before.seal(bytes, context);
      const after = await openFileKeys({ dir });
      expect(await after.publicKeys()).toEqual(await before.publicKeys());
      expect(Buffer.from(await after.unseal(sealed, context))).toEqual(Buffer.from(bytes));
      expect(await after.mac("auth0|ada")).toEqual(await before.mac("auth0|ada"));
    }));

  test("are agreed on by all who start for the first time at once", () =>
    withDirectory(async (dir) => {
      const all = await Promise.all(Array.from({ length: 8 }, () => openFileKeys({ dir })));
      const published = await Promise.all(all.map((keys) => keys.publicKeys()));
      const macs = await Promise.all(all.map((keys) => keys.mac("x")));
      for (const keys of published) expect(keys).toEqual(published[0]);
      for (const mac of macs) expect(mac).toEqual(macs[0]);
      const sealed = await all[0]?.seal(bytes, context);
      for (const keys of all) await keys.unseal(sealed ?? new Uint8Array(0), context);
    }));

  test("of another installation open nothing", () =>
    withDirectory(async (root) => {
      const [ours, theirs] = [
        await openFileKeys({ dir: join(root, "a") }),
        await openFileKeys({ dir: join(root, "b") }),
      ];
      await expect(theirs.unseal(await ours.seal(bytes, context), context)).rejects.toBeInstanceOf(SealBroken);
      expect(await theirs.mac("x")).not.toEqual(await ours.mac("x"));
    }));

  test("can be rotated: the new one signs and comes first, the old one vouches for what it signed and can sign no more", () =>
    withDirectory(async (dir) => {
      const keys = await openFileKeys({ dir });
      const old = await keys.sign(bytes, "t");
      const [first] = await keys.publicKeys();
      await keys.rotate();
      const published = await keys.publicKeys();
      expect(published.map(({ kid }) => kid).slice(1)).toEqual([first?.kid]);
      for (const jws of [old, await keys.sign(bytes, "t")])
        await compactVerify(jws, createLocalJWKSet({ keys: published } as JSONWebKeySet));
      expect(JSON.parse(readFileSync(join(dir, "signing-0001.jwk"), "utf8"))).not.toHaveProperty("d");
      expect(await (await openFileKeys({ dir })).publicKeys()).toEqual(published);
    }));

  test("are not used while others can read them", () =>
    withDirectory(async (dir) => {
      await openFileKeys({ dir });
      chmodSync(join(dir, "sealing.key"), 0o644);
      await expect(openFileKeys({ dir })).rejects.toThrow(/Others can read .*sealing\.key\. Give it mode 0600/);
    }));

  test("that are lost are not replaced in silence", () =>
    withDirectory(async (dir) => {
      await openFileKeys({ dir });
      rmSync(join(dir, "sealing.key"));
      await expect(openFileKeys({ dir })).rejects.toThrow(/sealing\.key is missing/);
    }));
});
