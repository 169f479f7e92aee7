import { chmodSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { environmentName, openFileSecrets } from "#ports/secrets/file-secrets.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import { secretsContract } from "../contracts/secrets.ts";
import { withDirectory } from "../support/sqlite-host.ts";
import { woundClock } from "../support/wound-clock.ts";

secretsContract("files", async () => {
  const dir = await mkdtemp(join(tmpdir(), "habeas-"));
  const clock = woundClock();
  return {
    secrets: openFileSecrets({ dir, environment: {}, clock }),
    clock,
    put: async (name, value) => writeFileSync(join(dir, name), `${value}\n`, { mode: 0o600 }),
    close: () => rm(dir, { recursive: true, force: true }),
  };
});

secretsContract("the environment", async () => {
  const environment: Record<string, string> = {};
  const clock = woundClock();
  return {
    secrets: openFileSecrets({ dir: "/nowhere", environment, clock }),
    clock,
    put: async (name, value) => {
      environment[environmentName(name)] = value;
    },
    close: async () => {},
  };
});

const name = "tenant-reader-client-secret";

describe("secrets of one machine", () => {
  test("come from HABEAS_SECRET_... first, and from files where that is empty", () =>
    withDirectory(async (dir) => {
      const environment: Record<string, string> = { HABEAS_SECRET_TENANT_READER_CLIENT_SECRET: "from the environment" };
      const open = () => openFileSecrets({ dir, environment, clock: woundClock() });
      await open().write(name, "from a file");
      expect(await open().read(name)).toBe("from the environment");
      environment.HABEAS_SECRET_TENANT_READER_CLIENT_SECRET = " ";
      expect(await open().read(name)).toBe("from a file");
    }));

  test("are written with mode 0600, and what was written is read at once", () =>
    withDirectory(async (dir) => {
      const secrets = openFileSecrets({ dir, environment: {}, clock: woundClock() });
      await secrets.write(name, "old");
      await secrets.read(name);
      await secrets.write(name, "new");
      expect(await secrets.read(name)).toBe("new");
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    }));

  test.each([0o640, 0o604, 0o666])(
    "in a file of mode %o are refused, with what to do and without the secret (I20)",
    (mode) =>
      withDirectory(async (dir) => {
        writeFileSync(join(dir, name), "canary-secret-value");
        chmodSync(join(dir, name), mode);
        const failure = await openFileSecrets({ dir, environment: {}, clock: woundClock() })
          .read(name)
          .catch((error: unknown) => error);
        expect(String(failure)).toMatch(/Others can read .*tenant-reader-client-secret\. Give it mode 0600/);
        expect(String(failure)).not.toContain("canary");
      }),
  );

  test("that are empty count as missing", () =>
    withDirectory(async (dir) => {
      writeFileSync(join(dir, name), "\n", { mode: 0o600 });
      const secrets = openFileSecrets({ dir, environment: {}, clock: woundClock() });
      await expect(secrets.read(name)).rejects.toBeInstanceOf(SecretMissing);
    }));
});
