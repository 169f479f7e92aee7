import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { Busy } from "#kernel/failure.ts";
import { awsFailure, called } from "../aws-failure.ts";
import { byBytes, type CursorScope, pageOf, placeIn } from "./cursor.ts";
import { indexAttributes, itemOf, keyItem, rowOfItem } from "./dynamo-table.ts";
import { type Bounds, boundsOf, checkKeys, checkPartition, checkWrites } from "./limits.ts";
import { Conflict, type Key, type Page, type Range, type Records, type Row, type Write } from "./records.ts";

export interface DynamoRecordsOptions {
  client: DynamoDBClient;
  /** The table's name or ARN; made as `tableDefinition` says. */
  table: string;
}

type Item = Record<string, AttributeValue>;

const service = "DynamoDB";

/** One DynamoDB table as records. Rows vanish by the table's time to live, within days of their time. */
export const dynamoRecords = ({ client, table }: DynamoRecordsOptions): Records => {
  const read = async (scope: CursorScope, range: Range = {}): Promise<Page<Row>> => {
    checkPartition(scope.pk);
    const bounds = boundsOf(range);
    const place = range.cursor === undefined ? undefined : placeIn(scope, range.cursor);
    const start = startAt(scope, bounds, place);
    if (start === "beyond") return { items: [] };
    const rows: Row[] = [];
    let from = start;
    do {
      const asked = questionOf(table, scope, bounds, bounds.limit + 1 - rows.length, from);
      const { Items = [], LastEvaluatedKey } = await called(service, client.send(new QueryCommand(asked)));
      // BETWEEN includes its upper end, our ranges do not
      rows.push(...Items.map(rowOfItem).filter((row) => sortKeyOf(row, scope) !== bounds.until));
      from = LastEvaluatedKey;
    } while (from !== undefined && rows.length <= bounds.limit);
    return pageOf(rows, bounds.limit, scope);
  };

  return {
    get: async (keys) => {
      checkKeys(keys);
      const found = await getAll(client, table, [...new Map(keys.map((key) => [nameOf(key), key])).values()]);
      return keys.map((key) => found.get(nameOf(key)));
    },
    query: (pk, range) => read({ index: "table", pk, descending: range?.descending ?? false }, range),
    index: (name, pk, range) => read({ index: name, pk, descending: range?.descending ?? false }, range),
    transact: async (writes) => {
      const bodies = checkWrites(writes);
      const TransactItems = writes.map((write, place) => transactItem(table, write, bodies[place] ?? ""));
      try {
        // Always a transaction, even of one write: the SDK's token lets it send the same again after a lost answer.
        await client.send(new TransactWriteItemsCommand({ TransactItems }));
      } catch (error) {
        throw transactionFailure(error);
      }
    },
  };
};

const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

/** How often what DynamoDB left undone is asked for again before it is Busy; rows of some 16 MB would be needed for a second round. */
const rounds = 5;

const getAll = async (client: DynamoDBClient, table: string, keys: Key[]): Promise<Map<string, Row>> => {
  const found = new Map<string, Row>();
  let wanted: Item[] = keys.map(keyItem);
  for (let round = 1; wanted.length > 0; round += 1) {
    if (round > rounds) throw new Busy("DynamoDB left keys unread.");
    const asked = { RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } };
    const answer = await called(service, client.send(new BatchGetItemCommand(asked)));
    for (const item of Object.values(answer.Responses ?? {}).flat()) {
      const row = rowOfItem(item);
      found.set(nameOf(row), row);
    }
    wanted = Object.values(answer.UnprocessedKeys ?? {}).flatMap(({ Keys = [] }) => Keys);
  }
  return found;
};

const attributesOf = ({ index }: CursorScope): Key =>
  index === "table" ? { pk: "pk", sk: "sk" } : indexAttributes(index);

const sortKeyOf = (row: Row, { index }: CursorScope): string | undefined =>
  index === "table" ? row.sk : row.indexes?.[index]?.sk;

const questionOf = (
  table: string,
  scope: CursorScope,
  { from, until, descending }: Bounds,
  limit: number,
  start: Item | undefined,
) => {
  const attributes = attributesOf(scope);
  const [low, high] = [from === "" ? undefined : from, until];
  const sort =
    low !== undefined && high !== undefined
      ? " AND #sk BETWEEN :low AND :high"
      : `${low === undefined ? "" : " AND #sk >= :low"}${high === undefined ? "" : " AND #sk < :high"}`;
  return {
    TableName: table,
    ...(scope.index !== "table" && { IndexName: scope.index }),
    ConsistentRead: scope.index === "table",
    KeyConditionExpression: `#pk = :pk${sort}`,
    ExpressionAttributeNames: { "#pk": attributes.pk, ...(sort !== "" && { "#sk": attributes.sk }) },
    ExpressionAttributeValues: {
      ":pk": { S: scope.pk },
      ...(low !== undefined && { ":low": { S: low } }),
      ...(high !== undefined && { ":high": { S: high } }),
    },
    ScanIndexForward: !descending,
    Limit: limit,
    ExclusiveStartKey: start,
  };
};

/** Where to go on from. DynamoDB refuses a start outside the range: before it means from its beginning, behind it that nothing is left. */
const startAt = (
  scope: CursorScope,
  { from, until, descending }: Bounds,
  place: string[] | undefined,
): Item | undefined | "beyond" => {
  if (place === undefined) return undefined;
  const [sort = "", pk = scope.pk, sk = sort] = place;
  const below = byBytes(sort, from) < 0;
  const above = until !== undefined && byBytes(sort, until) >= 0;
  if (below) return descending ? "beyond" : undefined;
  if (above) return descending ? undefined : "beyond";
  if (scope.index === "table") return keyItem({ pk, sk });
  const attributes = indexAttributes(scope.index);
  return { [attributes.pk]: { S: scope.pk }, [attributes.sk]: { S: sort }, ...keyItem({ pk, sk }) };
};

const transactItem = (TableName: string, write: Write, body: string): TransactWriteItem => {
  const { ifVersion } = write;
  const condition =
    ifVersion === 0
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "version = :version",
          ExpressionAttributeValues: { ":version": { N: String(ifVersion) } },
        };
  if ("put" in write) return { Put: { TableName, Item: itemOf(write.put, body, ifVersion + 1), ...condition } };
  const Key = keyItem("remove" in write ? write.remove : write.check);
  return "remove" in write && ifVersion > 0
    ? { Delete: { TableName, Key, ...condition } }
    : { ConditionCheck: { TableName, Key, ...condition } };
};

/** A transaction gives one reason per write. Two that meet on a row are a conflict like a version that has passed. */
const transactionFailure = (error: unknown): unknown => {
  if (!(error instanceof TransactionCanceledException)) return awsFailure(service, error);
  const codes = new Set((error.CancellationReasons ?? []).map(({ Code }) => Code));
  if (codes.has("ConditionalCheckFailed") || codes.has("TransactionConflict")) {
    return new Conflict("a row is not in the version it was read in", { cause: error });
  }
  return codes.has("ThrottlingError") || codes.has("ProvisionedThroughputExceeded")
    ? new Busy("DynamoDB cannot be used just now (limits).", { cause: error })
    : error;
};
