import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import type { Records } from "#ports/records/records.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import type { ClosingRecord, Subjects } from "#ports/subjects/subjects.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { type MakeRecordsHost, noPause, type RecordsHost } from "../support/records-host.ts";
import { requestId, subjectRef } from "../support/requests.ts";
import { watchedRecords } from "../support/watched-records.ts";

const anna = "auth0|canary-anna" as UserId;
const ben = "auth0|canary-ben" as UserId;
const createdAt = "2024-01-01T00:00:00.000Z" as Instant;
const identity: BoundIdentity = {
  userId: anna,
  createdAt,
  identities: [{ userId: anna, connection: "db", social: false }],
  address: "canary@example.com",
  locale: "de",
};
const closing: ClosingRecord = {
  identities: [{ userId: anna, createdAt }],
  address: "canary@example.com",
  locale: "de",
};

/** What subjects must do over any table. */
export const subjectsContract = (name: string, make: MakeRecordsHost) =>
  describe(`subjects: ${name}`, () => {
    let host: RecordsHost;
    let subjects: Subjects;
    let destroyed: number;
    const keys = memoryKeys();
    const afterDestroy = () => {
      destroyed += 1;
    };
    const over = (records: Records) => subjectsIn({ records, keys, pause: noPause, afterDestroy });
    beforeEach(async () => {
      host = await make();
      subjects = over(host.records);
      destroyed = 0;
    });
    afterEach(() => host.close());

    describe("a person", () => {
      test("is not known before, and has one reference from then on", async () => {
        expect(await subjects.find(anna)).toBeUndefined();
        const ref = await subjects.refOf(anna);
        expect(ref).toMatch(/^sub_[A-Za-z0-9_-]{22}$/);
        expect(await subjects.refOf(anna)).toBe(ref);
        expect(await subjects.find(anna)).toBe(ref);
        expect(await subjects.userIdOf(ref)).toBe(anna);
        expect(await subjects.refOf(ben)).not.toBe(ref);
        expect(await subjects.userIdOf(subjectRef("x"))).toBeUndefined();
      });

      test("who is only passing is forgotten again, and nobody else is", async () => {
        const ref = await subjects.passingRefOf(anna);
        expect([await subjects.passingRefOf(anna), await subjects.find(anna)]).toEqual([ref, ref]);
        expect(await subjects.userIdOf(ref)).toBe(anna);
        await subjects.forgetPassing(ref);
        await subjects.forgetPassing(ref);
        expect([await subjects.find(anna), await subjects.userIdOf(ref)]).toEqual([undefined, undefined]);
        expect(destroyed).toBeGreaterThan(0);
        const stays = await subjects.refOf(ben);
        await subjects.forgetPassing(stays);
        expect(await subjects.userIdOf(stays)).toBe(ben);
      });

      test("who was passing stays as soon as they are asked for by anybody else, under the same reference (I12)", async () => {
        const ref = await subjects.passingRefOf(anna);
        expect(await subjects.refOf(anna)).toBe(ref);
        expect(await subjects.passingRefOf(anna)).toBe(ref);
        await subjects.forgetPassing(ref);
        expect(await subjects.find(anna)).toBe(ref);
      });

      test("who is asked for while they are being forgotten keeps either reference or gets a new one, never half of one", async () => {
        for (let round = 0; round < 20; round += 1) {
          const ref = await subjects.passingRefOf(anna);
          const [, asked] = await Promise.all([subjects.forgetPassing(ref), subjects.refOf(anna)]);
          expect(await subjects.find(anna)).toBe(asked);
          expect(await subjects.userIdOf(asked)).toBe(anna);
          await subjects.forget(asked);
        }
      });

      test("has one reference also when twenty ask at once", async () => {
        const refs = await Promise.all(Array.from({ length: 20 }, () => subjects.refOf(anna)));
        expect(new Set(refs).size).toBe(1);
        expect(await subjects.find(anna)).toBe(refs[0]);
      });
    });

    describe("what a request bound", () => {
      test("comes back, and a second binding of the request keeps the first", async () => {
        const ref = await subjects.refOf(anna);
        expect(await subjects.boundIdentity(ref, requestId("A"))).toBeUndefined();
        expect(await subjects.bind(ref, requestId("A"), identity)).toEqual(identity);
        expect(await subjects.bind(ref, requestId("A"), { ...identity, locale: "en" })).toEqual(identity);
        expect(await subjects.boundIdentity(ref, requestId("A"))).toEqual(identity);
        const { address: _, ...without } = identity;
        await subjects.bind(ref, requestId("B"), without);
        expect(await subjects.boundIdentity(ref, requestId("B"))).toEqual(without);
      });

      test("bound twice at once is one and the same for both", async () => {
        const ref = await subjects.refOf(anna);
        const both = (["de", "en"] as const).map((locale) =>
          subjects.bind(ref, requestId("A"), { ...identity, locale }),
        );
        const [one, other] = await Promise.all(both);
        expect(one).toEqual(other);
      });

      test("cannot be bound to somebody forgotten, not even when it happens meanwhile", async () => {
        const ref = await subjects.refOf(anna);
        const watched = watchedRecords(host.records, () => subjects.forget(ref));
        await expect(over(watched).bind(ref, requestId("A"), identity)).rejects.toMatchObject({
          name: "SubjectForgotten",
        });
        expect((await host.records.query(`SUBJECT#${ref}`)).items).toEqual([]);
      });
    });

    describe("sealed", () => {
      const stored = async (ref: string) => {
        const person = await host.records.query(`SUBJECT#${ref}`);
        const closings = await host.records.query(`CLOSING#${requestId("A")}`);
        return [...person.items, ...closings.items];
      };

      test("nothing about the person can be read in any row", async () => {
        const ref = await subjects.refOf(anna);
        await subjects.bind(ref, requestId("A"), identity);
        await subjects.keepClosing(requestId("A"), closing);
        const rows = await stored(ref);
        expect(rows.map((row) => row.sk)).toEqual([`BOUND#${requestId("A")}`, "KEY", "PERSON", "KEY", "RECORD"]);
        for (const { body } of rows) {
          for (const text of Object.values(body)) {
            const bytes = Buffer.from(String(text), "base64").toString("latin1");
            expect(bytes + text).not.toMatch(/canary|2024-01-01|auth0/);
          }
        }
      });

      test("a body moved to another row, or changed in one bit, does not open", async () => {
        const ref = await subjects.refOf(anna);
        await subjects.bind(ref, requestId("A"), identity);
        const place = (letter: string) => ({ pk: `SUBJECT#${ref}`, sk: `BOUND#${requestId(letter)}` });
        const [row] = await host.records.get([place("A")]);
        const body = row?.body ?? {};
        await host.records.transact([{ put: { ...place("B"), body }, ifVersion: 0 }]);
        await expect(subjects.boundIdentity(ref, requestId("B"))).rejects.toThrow();
        const bytes = Buffer.from(String(body.sealed), "base64");
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        await host.records.transact([
          { put: { ...place("A"), body: { sealed: bytes.toString("base64") } }, ifVersion: 1 },
        ]);
        await expect(subjects.boundIdentity(ref, requestId("A"))).rejects.toThrow();
      });

      test("a person's key does not open under another reference", async () => {
        const [one, other] = [await subjects.refOf(anna), await subjects.refOf(ben)];
        const [key] = await host.records.get([{ pk: `SUBJECT#${one}`, sk: "KEY" }]);
        await host.records.transact([
          { put: { pk: `SUBJECT#${other}`, sk: "KEY", body: key?.body ?? {} }, ifVersion: 1 },
        ]);
        await expect(subjects.userIdOf(other)).rejects.toThrow();
      });
    });

    describe("the closing record", () => {
      test("outlives the person, can be replaced, and is destroyed with its key", async () => {
        const ref = await subjects.refOf(anna);
        await subjects.keepClosing(requestId("A"), closing);
        await subjects.forget(ref);
        expect(await subjects.closingRecord(requestId("A"))).toEqual(closing);
        const { address: _, ...without } = closing;
        await subjects.keepClosing(requestId("A"), without);
        expect(await subjects.closingRecord(requestId("A"))).toEqual(without);
        await subjects.destroyClosing(requestId("A"));
        await subjects.destroyClosing(requestId("A"));
        expect(await subjects.closingRecord(requestId("A"))).toBeUndefined();
        expect((await host.records.query(`CLOSING#${requestId("A")}`)).items).toEqual([]);
      });

      test("that is replaced has a new key, so that what it held is lost with the old one", async () => {
        const keyAt = { pk: `CLOSING#${requestId("A")}`, sk: "KEY" };
        await subjects.keepClosing(requestId("A"), closing);
        const [before] = await host.records.get([keyAt]);
        expect(destroyed).toBe(0);
        await subjects.keepClosing(requestId("A"), closing);
        const [after] = await host.records.get([keyAt]);
        expect(after?.body).not.toEqual(before?.body);
        expect(destroyed).toBe(1);
      });
    });

    describe("forgetting", () => {
      test("destroys key, person, bindings and way in; twice is the same as once; others stay (I9)", async () => {
        const ref = await subjects.refOf(anna);
        const other = await subjects.refOf(ben);
        await subjects.bind(ref, requestId("A"), identity);
        await subjects.forget(ref);
        await subjects.forget(ref);
        expect(destroyed).toBe(2);
        expect(await subjects.find(anna)).toBeUndefined();
        expect(await subjects.userIdOf(ref)).toBeUndefined();
        expect(await subjects.boundIdentity(ref, requestId("A"))).toBeUndefined();
        expect(await subjects.userIdOf(other)).toBe(ben);
        expect(await subjects.refOf(anna)).not.toBe(ref);
      });

      test("leaves the way in of somebody who came back under the same id", async () => {
        const ref = await subjects.refOf(anna);
        await subjects.forget(ref);
        const again = await subjects.refOf(anna);
        await subjects.forget(ref);
        expect(await subjects.find(anna)).toBe(again);
      });

      test("leaves a way in that leads to another reference, as after a restore of a part", async () => {
        const [ref, other] = [await subjects.refOf(anna), await subjects.refOf(ben)];
        const pk = `WHO#${Buffer.from(await keys.mac(anna)).toString("hex")}`;
        await host.records.transact([{ put: { pk, sk: "WHO", body: { subjectRef: other } }, ifVersion: 1 }]);
        await subjects.forget(ref);
        expect(await subjects.find(anna)).toBe(other);
      });

      test("killed at any transaction is finished by a repeat, also with more than 100 bindings (F9, F10)", async () => {
        const letters = "ABCDEFGHJKMNPQRSTVWXYZ";
        for (const [killedAt, before] of [1, 2, 3].flatMap(
          (at) =>
            [
              [at, true],
              [at, false],
            ] as const,
        )) {
          const ref = await subjects.refOf(anna);
          for (let count = 0; count < 120; count += 1) {
            const id = `01${letters[count % 22]}${letters[Math.floor(count / 22)]}${"A".repeat(22)}`;
            await subjects.bind(ref, id as ReturnType<typeof requestId>, identity);
          }
          let transactions = 0;
          const dying: Records = {
            ...host.records,
            transact: async (writes) => {
              transactions += 1;
              if (transactions === killedAt && before) throw new Error("killed");
              await host.records.transact(writes);
              if (transactions === killedAt) throw new Error("killed");
            },
          };
          await expect(over(dying).forget(ref)).rejects.toThrow("killed");
          // from the first transaction on the person is out of reach
          if (killedAt > 1 || !before) expect(await subjects.userIdOf(ref)).toBeUndefined();
          await subjects.forget(ref);
          expect((await host.records.query(`SUBJECT#${ref}`)).items).toEqual([]);
          expect(await subjects.find(anna)).toBeUndefined();
          expect(await subjects.remains(ref, requestId("Z"))).toEqual([]);
        }
      });
    });

    test("what remains is named by kind (I8)", async () => {
      const ref = await subjects.refOf(anna);
      expect(await subjects.remains(ref, requestId("A"))).toEqual(["person"]);
      await subjects.keepClosing(requestId("A"), closing);
      expect(await subjects.remains(ref, requestId("A"))).toEqual(["person", "closing"]);
      await subjects.forget(ref);
      expect(await subjects.remains(ref, requestId("A"))).toEqual(["closing"]);
      await subjects.destroyClosing(requestId("A"));
      expect(await subjects.remains(ref, requestId("A"))).toEqual([]);
    });
  });
