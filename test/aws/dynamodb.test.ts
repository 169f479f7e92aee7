import { auditContract } from "../contracts/audit.ts";
import { campaignsContract } from "../contracts/campaigns.ts";
import { pacerContract } from "../contracts/pacer.ts";
import { recordsContract } from "../contracts/records.ts";
import { requestsContract } from "../contracts/requests.ts";
import { subjectsContract } from "../contracts/subjects.ts";
import { termsContract } from "../contracts/terms.ts";
import { dynamoAt, tablesIn } from "../support/dynoxide.ts";
import { oneCallAtATime } from "./one-call-at-a-time.ts";
import { describeAgainst, dynamoLocal, moto } from "./servers.ts";

for (const server of [dynamoLocal, moto])
  describeAgainst(server, "DynamoDB", (url) => {
    const client = dynamoAt(url === "" ? "http://127.0.0.1:1" : url);
    if (server === moto) oneCallAtATime(client);
    const make = tablesIn(() => client);
    recordsContract(server.name, make);
    requestsContract(server.name, make);
    campaignsContract(server.name, make);
    subjectsContract(server.name, make);
    termsContract(server.name, make);
    auditContract(server.name, make);
    pacerContract(server.name, make);
  });
