import type { AttributeValue, CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { Instant } from "#kernel/instant.ts";
import { millisOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { type IndexEntries, type IndexName, indexNames, type Key, type Row } from "./records.ts";

/** The attributes that hold an index's keys; the index bears the same name as in `Records`. */
export const indexAttributes = (name: IndexName) => ({ pk: `${name}_pk`, sk: `${name}_sk` });

/** The attribute that DynamoDB's time to live looks at, in whole seconds since 1970. */
export const ttlAttribute = "ttl";

/** What a table of records must be made as: infra makes it so in the cloud, tests make it so elsewhere. */
export const tableDefinition = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: ["pk", "sk", ...indexNames.flatMap((name) => Object.values(indexAttributes(name)))].map(
    (AttributeName) => ({ AttributeName, AttributeType: "S" as const }),
  ),
  KeySchema: keySchema("pk", "sk"),
  GlobalSecondaryIndexes: indexNames.map((name) => ({
    IndexName: name,
    KeySchema: keySchema(indexAttributes(name).pk, indexAttributes(name).sk),
    Projection: { ProjectionType: "ALL" as const },
  })),
});

const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" as const },
  { AttributeName: range, KeyType: "RANGE" as const },
];

type Item = Record<string, AttributeValue>;

export const keyItem = ({ pk, sk }: Key): Item => ({ pk: { S: pk }, sk: { S: sk } });

/** The row as an item in this version. The body is kept as JSON text: then both hosts give back the very same. */
export const itemOf = (
  { pk, sk, indexes = {}, expiresAt }: Omit<Row, "version">,
  body: string,
  version: number,
): Item => {
  const item: Item = { ...keyItem({ pk, sk }), version: { N: String(version) }, body: { S: body } };
  for (const name of indexNames) {
    const entry = indexes[name];
    if (entry === undefined) continue;
    const attributes = indexAttributes(name);
    item[attributes.pk] = { S: entry.pk };
    item[attributes.sk] = { S: entry.sk };
  }
  if (expiresAt !== undefined) {
    item.expiresAt = { S: expiresAt };
    item[ttlAttribute] = { N: String(Math.ceil(millisOf(expiresAt) / 1000)) };
  }
  return item;
};

/** The table is written only by this file's neighbour, so its attributes have their types. */
export const rowOfItem = (item: Item): Row => {
  const indexes: IndexEntries = {};
  for (const name of indexNames) {
    const attributes = indexAttributes(name);
    const [pk, sk] = [item[attributes.pk]?.S, item[attributes.sk]?.S];
    if (pk !== undefined && sk !== undefined) indexes[name] = { pk, sk };
  }
  return {
    pk: item.pk?.S ?? "",
    sk: item.sk?.S ?? "",
    version: Number(item.version?.N),
    body: JSON.parse(item.body?.S ?? "{}") as JsonObject,
    ...(Object.keys(indexes).length > 0 && { indexes }),
    ...(item.expiresAt?.S !== undefined && { expiresAt: item.expiresAt.S as Instant }),
  };
};
