import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#local/tenant/management/routes.ts";
import { tenantOfEachTest } from "../../support/tenant.ts";
import { type Contract, readContract } from "./contract.ts";
import { describeAgainst, openApi } from "./documents.ts";
import { type Drives, driverOf, nameOf } from "./driver.ts";
import { catalogueDrives } from "./drives/catalogue.ts";
import { directoryDrives } from "./drives/directory.ts";
import { protectionDrives } from "./drives/protection.ts";
import { userDrives } from "./drives/users.ts";
import { waysInDrives } from "./drives/ways-in.ts";

const drives: Drives = { ...userDrives, ...waysInDrives, ...directoryDrives, ...protectionDrives, ...catalogueDrives };
const names = operations.map(nameOf);

describeAgainst(openApi, "the Management API is asked and answers as Auth0 documents it:", () => {
  const at = tenantOfEachTest();
  const driven = new Set<string>();
  let contract: Contract;
  beforeAll(() => {
    contract = readContract();
  });

  test.each(names)("%s", async (name) => {
    const drive = drives[name];
    if (drive === undefined) throw new Error(`nothing here drives ${name}`);
    await drive(driverOf(at, contract, driven));
    expect(driven, "what drives an operation has to reach it").toContain(name);
  });

  test("every route of the tenant was driven, and nothing else", () => {
    expect([...driven].sort()).toEqual([...names].sort());
    expect(Object.keys(drives).sort()).toEqual([...names].sort());
  });

  test.each(operations)(
    "$method $path asks for no scope that Auth0 does not know there",
    ({ method, path, scopes }) => {
      expect(contract.operation(method, path)?.scopes).toEqual(expect.arrayContaining(scopes));
    },
  );

  afterAll(() => driven.clear());
});
