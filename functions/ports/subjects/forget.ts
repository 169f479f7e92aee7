import type * as z from "zod";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Keys } from "#ports/keys/keys.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Records, Row, Write } from "#ports/records/records.ts";
import { unsealed, unwrap } from "./envelope.ts";
import {
  personContext,
  personKey,
  personKeyKey,
  personPartition,
  SealedPerson,
  StoredKey,
  StoredSealed,
  StoredWayIn,
  wayInKey,
} from "./rows.ts";

type WayIn = z.infer<typeof StoredWayIn>;

/**
 * Destroys the key first, in one transaction with the sealed user id and the way in that is computed from it: from then on everything
 * else is noise that nobody can open, and nothing new can be bound. Then it clears the noise away, page by page. Killed anywhere, a
 * repeat goes on from where it stopped.
 */
export const forgetIn =
  (records: Records, keys: Pick<Keys, "unseal" | "mac">, pause: Pause, afterDestroy: () => Promise<void>) =>
  /** `mayGo` is asked in the very transaction that destroys the key: who says no to it is kept. */
  async (ref: SubjectRef, mayGo: (wayIn: WayIn | undefined) => boolean = () => true): Promise<void> => {
    const isGone = await againOnConflict(pause, async () => {
      const [key, person] = await records.get([personKeyKey(ref), personKey(ref)]);
      const wayIn = key && person && (await wayInOf(records, keys, ref, key, person));
      if (key && !mayGo(wayIn && StoredWayIn.parse(wayIn.body))) return false;
      const removals = removalsOf([key, person, wayIn]);
      if (removals.length > 0) await records.transact(removals);
      return true;
    });
    if (!isGone) return;

    for (;;) {
      const isEmpty = await againOnConflict(pause, async () => {
        const { items } = await records.query(personPartition(ref), { limit: 100 });
        if (items.length > 0) await records.transact(removalsOf(items));
        return items.length === 0;
      });
      if (isEmpty) break;
    }
    await afterDestroy();
  };

const removalsOf = (rows: readonly (Row | undefined)[]): Write[] =>
  rows.flatMap((row) => (row ? [{ remove: { pk: row.pk, sk: row.sk }, ifVersion: row.version }] : []));

/** The row that leads from the user id to this reference; the same id may meanwhile lead to somebody who came back. */
const wayInOf = async (
  records: Records,
  keys: Pick<Keys, "unseal" | "mac">,
  ref: SubjectRef,
  key: Row,
  person: Row,
): Promise<Row | undefined> => {
  const dataKey = await unwrap(keys, StoredKey.parse(key.body).wrapped, personContext(ref));
  const { userId } = SealedPerson.parse(unsealed(dataKey, personKey(ref), StoredSealed.parse(person.body).sealed));
  const [row] = await records.get([await wayInKey(keys, userId)]);
  return row !== undefined && StoredWayIn.parse(row.body).subjectRef === ref ? row : undefined;
};
