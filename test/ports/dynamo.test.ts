import { afterAll, beforeAll, describe } from "vitest";
import { keptInRecordsContracts } from "../contracts/kept-in-records.ts";
import { type Dynoxide, hasDynoxide, openDynoxide, tablesIn } from "../support/dynoxide.ts";

describe.skipIf(!hasDynoxide)("on DynamoDB (dynoxide, Linux x64 only)", () => {
  let dynoxide: Dynoxide;
  beforeAll(async () => {
    dynoxide = await openDynoxide();
  });
  afterAll(() => dynoxide.close());
  keptInRecordsContracts(
    "DynamoDB",
    tablesIn(() => dynoxide.client),
  );
});
