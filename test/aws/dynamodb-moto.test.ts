import { keptInRecordsContracts } from "../contracts/kept-in-records.ts";
import { dynamoAt, tablesIn } from "../support/dynoxide.ts";
import { oneCallAtATime } from "./one-call-at-a-time.ts";
import { describeAgainst, moto } from "./servers.ts";

describeAgainst(moto, "DynamoDB", (url) => {
  const client = oneCallAtATime(dynamoAt(url));
  keptInRecordsContracts(
    moto.name,
    tablesIn(() => client),
  );
});
