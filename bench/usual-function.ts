import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import middy from "@middy/core";
import { ManagementClient } from "auth0";
import { z } from "zod";

// How such a function is usually written, as a measure for ours: one import per package, all of it.

const Event = z.object({ requestId: z.string() });
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const tenant = new ManagementClient({ domain: "example.eu.auth0.com", clientId: "id", clientSecret: "secret" });

export const handler = middy(async (event: unknown) => {
  const { requestId } = Event.parse(event);
  const { Item } = await table.send(new GetCommand({ TableName: "requests", Key: { pk: requestId, sk: "REQUEST" } }));
  return Item === undefined ? typeof tenant.users : Item;
});
