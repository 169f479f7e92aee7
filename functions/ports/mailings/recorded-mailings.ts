import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { days } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { Locale } from "#kernel/subject.ts";
import type { Keys, SealContext } from "#ports/keys/keys.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records } from "#ports/records/records.ts";
import { type DataKey, newDataKey, sealed, unsealed, unwrap } from "#ports/subjects/envelope.ts";
import type { MailingName, Mailings } from "./mailings.ts";

const partition = ({ campaignId, mailing }: MailingName): string => `MAILING#${campaignId}#${mailing}`;
const keyKey = (name: MailingName): Key => ({ pk: partition(name), sk: "KEY" });
const shardKey = (name: MailingName, shard: number): Key => ({
  pk: partition(name),
  sk: `SHARD#${String(shard).padStart(6, "0")}`,
});
const contextOf = (name: MailingName): SealContext => ({ purpose: "subject", owner: partition(name) });

const StoredKey = z.object({ wrapped: z.string() });
const StoredShard = z.object({ sealed: z.string() });
const People = z.array(z.tuple([UserId, z.string(), Locale]));

/** However a mailing ends, nothing of it is left after so long. */
const keepFor = days(14);

/** Mailings in the table of personal data, the same on every host, each under a key of its own. */
export const mailingsIn = ({
  records,
  keys,
  clock,
  pause = jitteredPause,
  afterDestroy = () => undefined,
}: {
  records: Records;
  keys: Pick<Keys, "seal" | "unseal">;
  clock: Clock;
  pause?: Pause;
  /** Lets the host empty its journal of what was removed. */
  afterDestroy?: (() => void) | undefined;
}): Mailings => {
  // one call to the keeper of keys for each mailing and process, not one for each shard
  const known = new Map<string, DataKey>();

  const keyOf = async (name: MailingName, wrapped: string): Promise<DataKey> => {
    const key = known.get(wrapped) ?? (await unwrap(keys, wrapped, contextOf(name)));
    known.set(wrapped, key);
    return key;
  };

  const keyToSealWith = (name: MailingName): Promise<DataKey> =>
    againOnConflict(pause, async () => {
      const place = keyKey(name);
      const [row] = await records.get([place]);
      if (row !== undefined) return keyOf(name, StoredKey.parse(row.body).wrapped);
      const { dataKey, wrapped } = await newDataKey(keys, contextOf(name));
      await records.transact([
        { put: { ...place, body: wrapped, expiresAt: plus(clock.now(), keepFor) }, ifVersion: 0 },
      ]);
      return dataKey;
    });

  return {
    keep: async (name, shard, people) => {
      const dataKey = await keyToSealWith(name);
      const place = shardKey(name, shard);
      const body = sealed(
        dataKey,
        place,
        people.map(({ userId, address, locale }) => [userId, address, locale]),
      );
      await againOnConflict(pause, async () => {
        const [row] = await records.get([place]);
        const expiresAt = plus(clock.now(), keepFor);
        await records.transact([{ put: { ...place, body, expiresAt }, ifVersion: row?.version ?? 0 }]);
      });
    },

    people: async (name, shard) => {
      const place = shardKey(name, shard);
      const [key, row] = await records.get([keyKey(name), place]);
      if (key === undefined || row === undefined) return undefined;
      const dataKey = await keyOf(name, StoredKey.parse(key.body).wrapped);
      const people = People.parse(unsealed(dataKey, place, StoredShard.parse(row.body).sealed));
      return people.map(([userId, address, locale]) => ({ userId, address, locale }));
    },

    forget: async (name) => {
      const removeSome = async (): Promise<boolean> => {
        const { items } = await records.query(partition(name), { limit: 25 });
        if (items.length === 0) return false;
        await records.transact(items.map(({ pk, sk, version }) => ({ remove: { pk, sk }, ifVersion: version })));
        return true;
      };
      while (await againOnConflict(pause, removeSome));
      afterDestroy();
    },
  };
};
