import { beforeAll, expect, test } from "vitest";
import type { LogEvent } from "#local/tenant/log-events.ts";
import { operations } from "#local/tenant/management/routes.ts";
import { tenantOfEachTest } from "../../support/tenant.ts";
import { type Contract, readContract } from "./contract.ts";
import { describeAgainst, logSchemas, openApi } from "./documents.ts";
import { driverOf, nameOf } from "./driver.ts";
import { drives } from "./drives/all.ts";
import { readLogContract } from "./log-contract.ts";

const names = operations.map(nameOf);

describeAgainst(openApi, "the Management API is asked and answers as Auth0 documents it:", () => {
  const at = tenantOfEachTest();
  const driven = new Set<string>();
  const events: LogEvent[] = [];
  let contract: Contract;
  beforeAll(() => {
    contract = readContract();
  });

  test.each(names)("%s", async (name) => {
    const drive = drives[name];
    if (drive === undefined) throw new Error(`nothing here drives ${name}`);
    const met = new Set<string>();
    await drive(driverOf(at, contract, (exchange) => met.add(exchange.name)));
    expect(met, "what drives an operation has to reach it").toContain(name);
    driven.add(name);
    events.push(...at.tenant.logs());
  });

  test("every route of the tenant was driven, and nothing that is no route", () => {
    expect([...driven].sort()).toEqual([...names].sort());
    expect(Object.keys(drives).sort()).toEqual([...names].sort());
  });

  const { missing } = logSchemas;
  const reason = missing === undefined ? "" : ` (skipped: ${missing})`;
  test.skipIf(missing !== undefined)(`every log event on the way fits Auth0's schema of its type${reason}`, () => {
    expect(events).not.toEqual([]);
    expect(events.flatMap(readLogContract())).toEqual([]);
  });

  test.each(operations)("$method $path asks for no scope that Auth0 does not know there", (operation) => {
    const { method, path, scopes } = operation;
    expect(contract.operation(method, path)?.scopes).toEqual(expect.arrayContaining(scopes));
  });
});
