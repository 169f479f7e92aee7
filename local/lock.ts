import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** The data folder is in use by another Habeas. */
export class DataInUse extends Error {
  override readonly name = "DataInUse" as const;
}

/** Takes the data folder for this process alone; a lock left by a killed process is taken over. Answers with the way to give it back. Throws `DataInUse`. */
export const lockData = (dataDir: string): (() => void) => {
  const file = join(dataDir, "lock");
  try {
    return create(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = Number(readFileSync(file, "utf8"));
  if (isAlive(holder)) {
    throw new DataInUse(
      `${dataDir} is in use by another Habeas (process ${holder}). Stop that one first, or choose another folder with HABEAS_DATA.`,
    );
  }
  rmSync(file, { force: true });
  return create(file);
};

const create = (file: string): (() => void) => {
  const handle = openSync(file, "wx", 0o600);
  writeSync(handle, String(process.pid));
  closeSync(handle);
  return () => rmSync(file, { force: true });
};

const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};
