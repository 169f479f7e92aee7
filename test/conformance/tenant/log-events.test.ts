import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { LogEvent } from "#local/tenant/log-events.ts";
import { everyKindOfLog } from "../../support/tenant-logs.ts";
import { readContract } from "./contract.ts";
import { describeAgainst, logSchemas, openApi } from "./documents.ts";
import { driverOf } from "./driver.ts";
import { readLogContract } from "./log-contract.ts";

/** The type codes that stand in the tenant's own code. */
const writtenTypes = (): string[] => {
  const folder = new URL("../../../local/tenant", import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const codes = files.flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/\bemit\(\s*"(\w+)"/g)]);
  return [...new Set(codes.map(([, type = ""]) => type))].sort();
};

const types = writtenTypes();

describe("log events of the tenant", () => {
  let events: LogEvent[];
  beforeAll(async () => {
    events = await everyKindOfLog();
  });

  test("are driven here in every type that its code writes", () => {
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(types);
  });

  describeAgainst(logSchemas, "fit Auth0's schema of their type:", () => {
    test.each(types)("%s", (type) => {
      const findingsOf = readLogContract();
      const ofType = events.filter((event) => event.type === type);
      expect(ofType, "nothing here writes one").not.toEqual([]);
      expect(ofType.flatMap(findingsOf)).toEqual([]);
    });
  });
});

describeAgainst(openApi, "the Logs API", () => {
  test("shows log events of every type as Auth0 documents them", async () => {
    await everyKindOfLog(async (at) => {
      const { ask } = driverOf(at, readContract(), () => {});
      let from = "";
      for (;;) {
        const page = await ask<{ log_id: string }[]>(200, "GET", `/logs?take=20${from}`);
        const last = page.at(-1);
        if (last === undefined) break;
        from = `&from=${last.log_id}`;
        await ask(200, "GET", `/logs/${last.log_id}`);
      }
    });
  });
});
