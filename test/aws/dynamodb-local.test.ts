import { keptInRecordsContracts } from "../contracts/kept-in-records.ts";
import { dynamoAt, tablesIn } from "../support/dynoxide.ts";
import { describeAgainst, dynamoLocal } from "./servers.ts";

describeAgainst(dynamoLocal, "DynamoDB", (url) => {
  const client = dynamoAt(url);
  keptInRecordsContracts(
    dynamoLocal.name,
    tablesIn(() => client),
  );
});
