import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import { makePrivateDirectory, readPrivate, replaceWhole } from "#ports/archive/whole-file.ts";
import { rememberedSecrets } from "./remembered-secrets.ts";
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

  const remembered = rememberedSecrets(clock, find);
  return {
    read: remembered.read,
    write: async (name, value) => {
      await makePrivateDirectory(dir);
      await replaceWhole(dir, name, Buffer.from(value));
      remembered.forget(name);
    },
  };
};
