import { describe, expect, test } from "vitest";
import { SecretMissing, type SecretName, type Secrets } from "#ports/secrets/secrets.ts";
import type { WoundClock } from "../support/wound-clock.ts";

export interface SecretsHost {
  secrets: Secrets;
  clock: WoundClock;
  /** Puts a secret where the host keeps it, past what `secrets` may still remember. */
  put(name: SecretName, value: string): Promise<void>;
  close(): Promise<void>;
}

const name = "tenant-reader-client-secret";
const other = "tenant-eraser-client-secret";

export const secretsContract = (host: string, make: () => Promise<SecretsHost>) =>
  describe(`secrets (${host})`, () => {
    const withSecrets = async (use: (host: SecretsHost) => Promise<void>): Promise<void> => {
      const made = await make();
      try {
        await use(made);
      } finally {
        await made.close();
      }
    };

    test("are read by their names", () =>
      withSecrets(async ({ secrets, put }) => {
        await put(name, "one");
        await put(other, "two");
        expect([await secrets.read(name), await secrets.read(other)]).toEqual(["one", "two"]);
      }));

    test("that are missing are said to be missing, by name and without any other secret (I20)", () =>
      withSecrets(async ({ secrets, put }) => {
        await put(other, "canary-secret-value");
        const failure = await secrets.read(name).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(SecretMissing);
        expect(String(failure)).toContain(name);
        expect(String(failure)).not.toContain("canary");
      }));

    test("that were missing are found as soon as they are there", () =>
      withSecrets(async ({ secrets, put }) => {
        await expect(secrets.read(name)).rejects.toBeInstanceOf(SecretMissing);
        await put(name, "one");
        expect(await secrets.read(name)).toBe("one");
      }));

    test("that were rotated are taken up within 5 minutes, and kept until then (F14)", () =>
      withSecrets(async ({ secrets, put, clock }) => {
        await put(name, "old");
        await secrets.read(name);
        await put(name, "new");
        clock.wind(299);
        expect(await secrets.read(name)).toBe("old");
        clock.wind(1);
        expect(await secrets.read(name)).toBe("new");
      }));

    test("are read anew when the clock is set back (F13)", () =>
      withSecrets(async ({ secrets, put, clock }) => {
        await put(name, "old");
        await secrets.read(name);
        await put(name, "new");
        clock.wind(-86_400);
        expect(await secrets.read(name)).toBe("new");
      }));
  });
