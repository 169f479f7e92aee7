import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { subjectsContract } from "../contracts/subjects.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { requestId } from "../support/requests.ts";
import { sqliteInMemory, withDirectory } from "../support/sqlite-host.ts";

subjectsContract("SQLite", sqliteInMemory);

describe("the SQLite files of the subjects", () => {
  test("hold no byte of a person after forgetting, nor of what was sealed (I9)", () =>
    withDirectory(async (directory) => {
      const records = openSqliteRecords({ file: join(directory, "subjects.db"), durability: "full" });
      const subjects = subjectsIn({ records, keys: memoryKeys(), afterDestroy: () => records.checkpoint() });
      const bytes = () => readdirSync(directory).map((name) => readFileSync(join(directory, name)).toString("latin1"));
      const holdsAny = (texts: string[]) => texts.filter((text) => bytes().some((file) => file.includes(text)));

      const userId = "auth0|canary-7d1f0c" as UserId;
      const address = "canary-7d1f0c@example.com";
      const createdAt = "2024-02-29T12:34:56.789Z" as Instant;
      const others = ["auth0|one", "auth0|two", "auth0|three"] as UserId[];
      for (const other of others) await subjects.refOf(other);
      const ref = await subjects.refOf(userId);
      const identity = { userId, createdAt, identities: [{ userId, connection: "db", social: false }], address };
      for (const letter of ["A", "B", "C"]) await subjects.bind(ref, requestId(letter), { ...identity, locale: "de" });
      await subjects.keepClosing(requestId("A"), { identities: [{ userId, createdAt }], address, locale: "de" });

      // all that was ever written about the person, sealed as it is, and the way in
      const personRows = (await records.query(`SUBJECT#${ref}`)).items;
      const closingRows = (await records.query(`CLOSING#${requestId("A")}`)).items;
      const texts = (rows: typeof personRows) => rows.flatMap((row) => Object.values(row.body).map(String));
      const [person, closing] = [texts(personRows), texts(closingRows)];
      const clear = [userId, address, createdAt, "canary-7d1f0c"];
      expect(person).toHaveLength(5);
      expect(holdsAny(person)).toEqual(person);
      expect(holdsAny([ref])).toEqual([ref]);
      expect(holdsAny(clear)).toEqual([]);

      await subjects.forget(ref);
      expect(holdsAny([...person, ref, ...clear])).toEqual([]);
      expect(holdsAny(closing)).toEqual(closing);

      await subjects.destroyClosing(requestId("A"));
      expect(holdsAny([...closing, ...person, ref, ...clear])).toEqual([]);
      for (const other of others) expect(await subjects.find(other)).toBeDefined();
      records.close();
    }));
});
