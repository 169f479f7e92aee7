import { gzipSync } from "node:zlib";
import { connections } from "./connections.ts";
import type { Core } from "./core.ts";
import type { Job, User } from "./records.ts";

/** What Auth0's document says where nothing is said: five accounts and no more. */
export const usualLimit = 5;
const usualFields: Field[] = ["user_id", "email", "email_verified", "name", "created_at", "updated_at"].map((name) => ({
  name,
}));

interface Field {
  name: string;
  export_as?: string;
}

interface ExportJob extends Job {
  connection_id?: string;
  limit: number;
  fields?: Field[];
}

/** `user_metadata.lang` and `identities[0].connection` as Auth0 reads them. */
const valueAt = (user: User, name: string): unknown => {
  let value: unknown = user;
  for (const part of name.split(/[.[\]]+/).filter(Boolean)) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
};

const linesAtATime = 1000;

/** Writes the file: gzip members one after the other, as many programs write them, so that no more than a part is in memory. */
export const exportUsers = ({ records, store }: Pick<Core, "records" | "store">, jobId: string): void => {
  const job = records.jobs.get(jobId);
  if (job === undefined) return;
  const { limit, fields = usualFields, connection_id } = job as ExportJob;
  const parts: Buffer[] = [];
  let lines: string[] = [];
  let count = 0;
  const endPart = (): void => {
    parts.push(gzipSync(lines.map((line) => `${line}\n`).join("")));
    lines = [];
  };
  const connection = connections.find(({ id }) => id === connection_id)?.name;
  for (const user of records.users.each()) {
    if (count >= limit) break;
    if (connection !== undefined && !user.identities.some((identity) => identity.connection === connection)) continue;
    lines.push(JSON.stringify(Object.fromEntries(fields.map((f) => [f.export_as ?? f.name, valueAt(user, f.name)]))));
    count += 1;
    if (lines.length === linesAtATime) endPart();
  }
  endPart();
  store.collection("user-exports").put(jobId, Buffer.concat(parts).toString("base64"));
  const summary = { total: count, inserted: 0, updated: 0, failed: 0 };
  const done = { ...job, status: "completed", percentage_done: 100, summary };
  records.jobs.put(jobId, done);
};
