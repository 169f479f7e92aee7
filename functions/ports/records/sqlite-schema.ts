import type { SQLOutputValue } from "node:sqlite";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { type IndexEntries, type IndexName, indexNames, type Row } from "./records.ts";

/**
 * One table; an index's keys stand beside the row, as in a global secondary index that carries whole rows. SQLite compares text by its
 * UTF-8 bytes, as DynamoDB does. The partial indexes hold only rows that have an entry.
 */
export const schema = `
  CREATE TABLE IF NOT EXISTS record (
    pk TEXT NOT NULL,
    sk TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    expires_at TEXT,
    ${indexNames.map((name) => `${name}_pk TEXT, ${name}_sk TEXT,`).join("\n    ")}
    PRIMARY KEY (pk, sk)
  ) STRICT;
  ${indexNames
    .map(
      (name) => `CREATE INDEX IF NOT EXISTS record_by_${name} ON record (${name}_pk, ${name}_sk, pk, sk)
    WHERE ${name}_pk IS NOT NULL;`,
    )
    .join("\n  ")}
  CREATE INDEX IF NOT EXISTS record_by_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;
`;

const indexColumns = indexNames.flatMap((name) => [`${name}_pk`, `${name}_sk`]);

/** `until` is bound to an empty blob when the range is open: SQLite sorts every blob after every text. */
const byIndex = (name: IndexName) => ({
  ascending: `SELECT * FROM record WHERE ${name}_pk = ? AND (${name}_sk, pk, sk) > (?, ?, ?) AND ${name}_sk < ?
    ORDER BY ${name}_sk, pk, sk LIMIT ?`,
  descending: `SELECT * FROM record WHERE ${name}_pk = ? AND (${name}_sk, pk, sk) < (?, ?, ?) AND ${name}_sk >= ?
    ORDER BY ${name}_sk DESC, pk DESC, sk DESC LIMIT ?`,
});

export const statements = {
  get: "SELECT * FROM record WHERE pk = ? AND sk = ?",
  version: "SELECT version FROM record WHERE pk = ? AND sk = ?",
  ascending: "SELECT * FROM record WHERE pk = ? AND sk >= ? AND sk < ? ORDER BY sk LIMIT ?",
  descending: "SELECT * FROM record WHERE pk = ? AND sk >= ? AND sk < ? ORDER BY sk DESC LIMIT ?",
  byIndex,
  // the columns of insert and update stand in one order, keys last, so that both take the same values
  insert: `INSERT INTO record (body, expires_at, ${indexColumns.join(", ")}, pk, sk, version)
    VALUES (${Array.from({ length: indexColumns.length + 4 }, () => "?").join(", ")}, ? + 1) ON CONFLICT DO NOTHING`,
  update: `UPDATE record SET body = ?, expires_at = ?, ${indexColumns.map((column) => `${column} = ?`).join(", ")},
    version = version + 1 WHERE pk = ? AND sk = ? AND version = ?`,
  remove: "DELETE FROM record WHERE pk = ? AND sk = ? AND version = ?",
  removeExpired: `DELETE FROM record WHERE rowid IN
    (SELECT rowid FROM record WHERE expires_at IS NOT NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?)`,
} as const;

/** A put's values in the order of `insert` and `update`, without the version. */
export const valuesOf = ({ pk, sk, indexes = {}, expiresAt }: Omit<Row, "version">, body: string) => [
  body,
  expiresAt ?? null,
  ...indexNames.flatMap((name) => [indexes[name]?.pk ?? null, indexes[name]?.sk ?? null]),
  pk,
  sk,
];

/** The table is strict and written only by this file's neighbours, so its column types hold. */
export const rowOf = (stored: Record<string, SQLOutputValue>): Row => {
  const indexes: IndexEntries = {};
  for (const name of indexNames) {
    const [pk, sk] = [stored[`${name}_pk`], stored[`${name}_sk`]];
    if (typeof pk === "string" && typeof sk === "string") indexes[name] = { pk, sk };
  }
  return {
    pk: String(stored.pk),
    sk: String(stored.sk),
    version: Number(stored.version),
    body: JSON.parse(String(stored.body)) as JsonObject,
    ...(Object.keys(indexes).length > 0 && { indexes }),
    ...(typeof stored.expires_at === "string" && { expiresAt: stored.expires_at as Instant }),
  };
};
