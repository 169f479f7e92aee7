import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import { minutes } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { makePrivateDirectory, readPrivate, replaceWhole } from "#ports/archive/whole-file.ts";
import { SecretMissing, type SecretName, type Secrets } from "./secrets.ts";

export interface FileSecrets extends Secrets {
  /** Keeps a secret as a file, for the local host's own tenant; from now on it is read. The environment still comes first. */
  write(name: SecretName, value: string): Promise<void>;
}

/** `tenant-reader-client-secret` is `HABEAS_SECRET_TENANT_READER_CLIENT_SECRET`. */
export const environmentName = (name: SecretName): string => `HABEAS_SECRET_${name.toUpperCase().replaceAll("-", "_")}`;

/** Secrets from the environment, else from files of mode 0600 in a directory. Each is kept for 5 minutes. */
export const openFileSecrets = ({
  dir,
  environment,
  clock,
}: {
  dir: string;
  environment: Record<string, string | undefined>;
  clock: Clock;
}): FileSecrets => {
  const kept = new Map<SecretName, { value: string; from: Instant }>();

  /** A clock set back makes it no younger. */
  const isFresh = (from: Instant, now: Instant): boolean => now >= from && now < plus(from, minutes(5));

  const find = async (name: SecretName): Promise<string> => {
    const given = environment[environmentName(name)]?.trim() ?? "";
    if (given !== "") return given;
    const path = join(dir, name);
    const content = await readPrivate(path);
    const value = content === undefined ? "" : Buffer.from(content).toString("utf8").trim();
    if (value !== "") return value;
    throw new SecretMissing(
      `There is no secret ${name}. Set ${environmentName(name)}, or write it into ${path}, mode 0600.`,
    );
  };

  return {
    read: async (name) => {
      const now = clock.now();
      const known = kept.get(name);
      if (known !== undefined && isFresh(known.from, now)) return known.value;
      const value = await find(name);
      kept.set(name, { value, from: now });
      return value;
    },

    write: async (name, value) => {
      await makePrivateDirectory(dir);
      await replaceWhole(dir, name, Buffer.from(value));
      kept.delete(name);
    },
  };
};
