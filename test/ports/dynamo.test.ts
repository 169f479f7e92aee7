import { afterAll, beforeAll, describe } from "vitest";
import { auditContract } from "../contracts/audit.ts";
import { campaignsContract } from "../contracts/campaigns.ts";
import { pacerContract } from "../contracts/pacer.ts";
import { recordsContract } from "../contracts/records.ts";
import { requestsContract } from "../contracts/requests.ts";
import { subjectsContract } from "../contracts/subjects.ts";
import { termsContract } from "../contracts/terms.ts";
import { type Dynoxide, hasDynoxide, openDynoxide, tablesIn } from "../support/dynoxide.ts";

describe.skipIf(!hasDynoxide)("on DynamoDB (dynoxide, Linux x64 only)", () => {
  let dynoxide: Dynoxide;
  beforeAll(async () => {
    dynoxide = await openDynoxide();
  });
  afterAll(() => dynoxide.close());
  const make = tablesIn(() => dynoxide.client);

  recordsContract("DynamoDB", make);
  requestsContract("DynamoDB", make);
  campaignsContract("DynamoDB", make);
  subjectsContract("DynamoDB", make);
  termsContract("DynamoDB", make);
  auditContract("DynamoDB", make);
  pacerContract("DynamoDB", make);
});
