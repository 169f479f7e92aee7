import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { requestsContract } from "../contracts/requests.ts";
import { sqliteInMemory, withDirectory } from "../support/sqlite-host.ts";
import { woundClock } from "../support/wound-clock.ts";

requestsContract("SQLite", sqliteInMemory);

const child = fileURLToPath(new URL("../support/accepting-child.ts", import.meta.url));

/** Lets the child accept until it has printed so many ids, kills it, and answers with all ids that it printed. */
const killAfter = async (file: string, count: number): Promise<RequestId[]> => {
  const process_ = spawn(process.execPath, [child, file], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  process_.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString("ascii");
    if (printed.split("\n").length > count) process_.kill("SIGKILL");
  });
  const [, signal] = await once(process_, "close");
  expect(signal).toBe("SIGKILL");
  return printed.split("\n").slice(0, -1) as RequestId[];
};

describe("a process that is killed while it accepts", () => {
  test.each([1, 40, 400])("has lost nothing of what it acknowledged (I1): killed after %i", (count) =>
    withDirectory(async (directory) => {
      const file = join(directory, "requests.db");
      const acknowledged = await killAfter(file, count);
      expect(acknowledged.length).toBeGreaterThanOrEqual(count);
      const records = openSqliteRecords({ file, durability: "full" });
      const requests = requestsIn({ records, clock: woundClock() });
      for (const requestId of acknowledged) {
        expect(await requests.find(requestId)).toMatchObject({ requestId, status: "received" });
        expect(await auditIn({ records }).verify(requestChain(requestId))).toBeUndefined();
      }
      records.close();
    }),
  );
});
