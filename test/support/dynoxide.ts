import { type ChildProcess, spawn } from "node:child_process";
import { once as event } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { dynamoRecords } from "#ports/records/dynamo-records.ts";
import { tableDefinition } from "#ports/records/dynamo-table.ts";
import { type MakeRecordsHost, once } from "./records-host.ts";

/** True where npm has installed the DynamoDB double: Linux x64. */
export const hasDynoxide = process.platform === "linux" && process.arch === "x64";

export const testCredentials = { accessKeyId: "test", secretAccessKey: "test" };

export interface Dynoxide {
  endpoint: string;
  client: DynamoDBClient;
  /** A new empty table of records, by name. */
  makeTable(name: string): Promise<string>;
  close(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await event(server, "listening");
  const address = server.address();
  server.close();
  await event(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};

/** A client of a DynamoDB that speaks at this address, whoever it is. */
export const dynamoAt = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: "eu-central-1", credentials: testCredentials, maxAttempts: 2 });

export const makeTableAt = async (client: DynamoDBClient, name: string): Promise<string> => {
  await client.send(new CreateTableCommand(tableDefinition(name)));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { TableName: name });
  return name;
};

/** Starts a DynamoDB of our own, in memory, on a free port of 127.0.0.1. */
export const openDynoxide = async (): Promise<Dynoxide> => {
  const home = dirname(createRequire(import.meta.url).resolve("@dynoxide/linux-x64/package.json"));
  const port = await freePort();
  const process_ = spawn(join(home, "dynoxide"), ["serve", "--host", "127.0.0.1", "--port", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await listening(process_);
  const client = dynamoAt(endpoint);
  return {
    endpoint,
    client,
    makeTable: (name) => makeTableAt(client, name),
    close: async () => {
      client.destroy();
      const gone = event(process_, "exit");
      process_.kill("SIGTERM");
      await gone;
    },
  };
};

/** Resolves when the process says that it listens; rejects with its words when it ends before. */
const listening = (process_: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer): void => {
      said += chunk.toString("utf8");
      if (/listening|127\.0\.0\.1:\d+/i.test(said)) resolve();
    };
    process_.stdout?.on("data", hear);
    process_.stderr?.on("data", hear);
    process_.once("exit", (code) => reject(new Error(`dynoxide ended with ${code}: ${said}`)));
    process_.once("error", reject);
  });

let tables = 0;

/** Hosts of empty tables, one for each test, in a DynamoDB that is there for the whole file. */
export const tablesIn =
  (client: () => DynamoDBClient): MakeRecordsHost =>
  async () => {
    tables += 1;
    const table = await makeTableAt(client(), `records-${process.pid}-${tables}`);
    return { records: dynamoRecords({ client: client(), table }), eventually: once, close: async () => {} };
  };
