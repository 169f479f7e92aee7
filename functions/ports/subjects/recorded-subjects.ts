import { randomBytes } from "node:crypto";
import { newSubjectRef, type SubjectRef, type UserId } from "#kernel/ids.ts";
import { BoundIdentity } from "#kernel/subject.ts";
import type { Keys } from "#ports/keys/keys.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records, Row } from "#ports/records/records.ts";
import { closingIn } from "./closing.ts";
import { newDataKey, sealed, unsealed, unwrap } from "./envelope.ts";
import { forgetIn } from "./forget.ts";
import {
  boundKey,
  closingPartition,
  fileKeyKey,
  personContext,
  personKey,
  personKeyKey,
  personPartition,
  SealedFileKey,
  SealedPerson,
  StoredKey,
  StoredSealed,
  StoredWayIn,
  wayInKey,
} from "./rows.ts";
import type { Subjects } from "./subjects.ts";

export interface SubjectsOptions {
  /** The table `subjects`, never the one of the requests: only this one is kept out of every copy. */
  records: Records;
  keys: Pick<Keys, "seal" | "unseal" | "mac">;
  /** After keys or sealed data were destroyed: on one machine, the moment to empty SQLite's log. Called again by every repeat. */
  afterDestroy?: () => void | Promise<void>;
  pause?: Pause;
}

/** Something was to be sealed for a person whose key is destroyed, or never was. A bug, or a step that comes back after the end. */
class SubjectForgotten extends Error {
  override readonly name = "SubjectForgotten" as const;
}

/** Subjects over records, the same on every host. */
export const subjectsIn = ({ records, keys, afterDestroy, pause = jitteredPause }: SubjectsOptions): Subjects => {
  const destroyed = async (): Promise<void> => afterDestroy?.();

  const find = async (userId: UserId): Promise<SubjectRef | undefined> => {
    const [row] = await records.get([await wayInKey(keys, userId)]);
    return row && StoredWayIn.parse(row.body).subjectRef;
  };

  const open = async (ref: SubjectRef, key: Row, place: Key, row: Row): Promise<unknown> =>
    unsealed(
      await unwrap(keys, StoredKey.parse(key.body).wrapped, personContext(ref)),
      place,
      StoredSealed.parse(row.body).sealed,
    );

  /** What stands sealed at a place of the person's; undefined when it does not, or the key is gone. */
  const read = async (ref: SubjectRef, place: Key): Promise<unknown> => {
    const [key, row] = await records.get([personKeyKey(ref), place]);
    return key && row && open(ref, key, place, row);
  };

  const forget = forgetIn(records, keys, pause, destroyed);

  const refOf = (userId: UserId, passing: boolean): Promise<SubjectRef> =>
    againOnConflict(pause, async () => {
      const place = await wayInKey(keys, userId);
      const [row] = await records.get([place]);
      if (row !== undefined) {
        const known = StoredWayIn.parse(row.body);
        if (known.passing === true && !passing) {
          await records.transact([
            { put: { ...place, body: { subjectRef: known.subjectRef } }, ifVersion: row.version },
          ]);
        }
        return known.subjectRef;
      }
      const ref = newSubjectRef();
      const { dataKey, wrapped } = await newDataKey(keys, personContext(ref));
      // two at once both find nobody; the way in is one row, so one of them fails here and finds the other's
      await records.transact([
        { put: { ...place, body: { subjectRef: ref, ...(passing && { passing }) } }, ifVersion: 0 },
        { put: { ...personKeyKey(ref), body: wrapped }, ifVersion: 0 },
        { put: { ...personKey(ref), body: sealed(dataKey, personKey(ref), { userId }) }, ifVersion: 0 },
      ]);
      return ref;
    });

  return {
    find,

    refOf: (userId) => refOf(userId, false),
    passingRefOf: (userId) => refOf(userId, true),

    userIdOf: async (ref) => {
      const person = await read(ref, personKey(ref));
      return person === undefined ? undefined : SealedPerson.parse(person).userId;
    },

    bind: (ref, requestId, identity) =>
      againOnConflict(pause, async () => {
        const place = boundKey(ref, requestId);
        const [key, earlier] = await records.get([personKeyKey(ref), place]);
        if (key === undefined) throw new SubjectForgotten(`There is no key of ${ref} to seal with.`);
        if (earlier !== undefined) return BoundIdentity.parse(await open(ref, key, place, earlier));
        const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, personContext(ref));
        await records.transact([
          { put: { ...place, body: sealed(dataKey, place, identity) }, ifVersion: 0 },
          // nothing is bound to somebody who is being forgotten
          { check: personKeyKey(ref), ifVersion: key.version },
        ]);
        return identity;
      }),

    boundIdentity: async (ref, requestId) => {
      const identity = await read(ref, boundKey(ref, requestId));
      return identity === undefined ? undefined : BoundIdentity.parse(identity);
    },

    rebind: (ref, requestId, identity) =>
      againOnConflict(pause, async () => {
        const place = boundKey(ref, requestId);
        const [key, earlier] = await records.get([personKeyKey(ref), place]);
        if (key === undefined) throw new SubjectForgotten(`There is no key of ${ref} to seal with.`);
        const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, personContext(ref));
        await records.transact([
          { put: { ...place, body: sealed(dataKey, place, identity) }, ifVersion: earlier?.version ?? 0 },
          { check: personKeyKey(ref), ifVersion: key.version },
        ]);
      }),

    fileKey: (ref, requestId) =>
      againOnConflict(pause, async () => {
        const place = fileKeyKey(ref, requestId);
        const [key, earlier] = await records.get([personKeyKey(ref), place]);
        if (key === undefined) return undefined;
        if (earlier !== undefined) {
          return Buffer.from(SealedFileKey.parse(await open(ref, key, place, earlier)).key, "base64");
        }
        const made = randomBytes(32);
        const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, personContext(ref));
        await records.transact([
          { put: { ...place, body: sealed(dataKey, place, { key: made.toString("base64") }) }, ifVersion: 0 },
          { check: personKeyKey(ref), ifVersion: key.version },
        ]);
        return made;
      }),

    unbind: async (ref, requestId) => {
      await againOnConflict(pause, async () => {
        const rows = await records.get([boundKey(ref, requestId), fileKeyKey(ref, requestId)]);
        const removals = rows.flatMap((row) =>
          row === undefined ? [] : [{ remove: { pk: row.pk, sk: row.sk }, ifVersion: row.version }],
        );
        if (removals.length > 0) await records.transact(removals);
      });
      // also when nothing was left: the time before may have been killed just here
      await destroyed();
    },

    forget: (ref) => forget(ref),
    forgetPassing: (ref) => forget(ref, (wayIn) => wayIn?.passing === true),
    ...closingIn(records, keys, pause, destroyed),

    remains: async (ref, requestId) => {
      const isKept = async (pk: string) => (await records.query(pk, { limit: 1 })).items.length > 0;
      const [person, closing] = [await isKept(personPartition(ref)), await isKept(closingPartition(requestId))];
      return [...(person ? (["person"] as const) : []), ...(closing ? (["closing"] as const) : [])];
    },
  };
};
