import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { days } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { Locale } from "#kernel/subject.ts";
import type { Keys, SealContext } from "#ports/keys/keys.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records, Row } from "#ports/records/records.ts";
import { type DataKey, newDataKey, sealed, unsealed, unwrap } from "#ports/subjects/envelope.ts";
import type { Addressee, MailingName, Mailings } from "./mailings.ts";

const partition = ({ campaignId, mailing }: MailingName): string => `MAILING#${campaignId}#${mailing}`;
const keyKey = (name: MailingName): Key => ({ pk: partition(name), sk: "KEY" });
/** The head of a shard says how many stand in it; its pages hold them, so many each. */
const headKey = (name: MailingName, shard: number): Key => ({
  pk: partition(name),
  sk: `SHARD#${String(shard).padStart(6, "0")}`,
});
const pageKey = (name: MailingName, shard: number, page: number): Key => ({
  pk: partition(name),
  sk: `${headKey(name, shard).sk}#${String(page).padStart(3, "0")}`,
});
/** A page of a shard is opened for some of its people, so it is small; and a shard's pages are one transaction, so they are few. */
const inPage = 50;
const contextOf = (name: MailingName): SealContext => ({ purpose: "subject", owner: partition(name) });

const StoredKey = z.object({ wrapped: z.string() });
const StoredHead = z.object({ people: z.int().min(1) });
const StoredPage = z.object({ sealed: z.string() });
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
      const places = [headKey(name, shard), ...pagesOf(people).map((_, page) => pageKey(name, shard, page))];
      const bodies = [
        { people: people.length },
        ...pagesOf(people).map((some, page) =>
          sealed(
            dataKey,
            pageKey(name, shard, page),
            some.map(({ userId, address, locale }) => [userId, address, locale]),
          ),
        ),
      ];
      await againOnConflict(pause, async () => {
        const rows = await records.get(places);
        const expiresAt = plus(clock.now(), keepFor);
        await records.transact(
          places.map((place, at) => ({
            put: { ...place, body: bodies[at] ?? {}, expiresAt },
            ifVersion: rows[at]?.version ?? 0,
          })),
        );
      });
    },

    open: async (name, shard) => {
      const [key, head] = await records.get([keyKey(name), headKey(name, shard)]);
      if (key === undefined || head === undefined) return undefined;
      const dataKey = await keyOf(name, StoredKey.parse(key.body).wrapped);
      const { people } = StoredHead.parse(head.body);

      const readPage = (place: Key, row: Row): Addressee[] =>
        People.parse(unsealed(dataKey, place, StoredPage.parse(row.body).sealed)).map(([userId, address, locale]) => ({
          ...{ userId, address, locale },
        }));

      return {
        people,
        at: async (wanted) => {
          const pages = [...new Set(wanted.map((place) => Math.floor(place / inPage)))];
          const keys = pages.map((page) => pageKey(name, shard, page));
          const rows = await records.get(keys);
          const read = new Map<number, Addressee[]>();
          for (const [at, row] of rows.entries()) {
            const [page, place] = [pages[at], keys[at]];
            if (row === undefined || page === undefined || place === undefined) return undefined;
            read.set(page, readPage(place, row));
          }
          return wanted.flatMap((place) => read.get(Math.floor(place / inPage))?.at(place % inPage) ?? []);
        },
      };
    },

    forget: async (name) => {
      // the key first: what it sealed is nobody's from then on, however long the removing takes
      const removeKey = async (): Promise<void> => {
        const [row] = await records.get([keyKey(name)]);
        if (row !== undefined) await records.transact([{ remove: keyKey(name), ifVersion: row.version }]);
      };
      await againOnConflict(pause, removeKey);
      const removeSome = async (): Promise<boolean> => {
        const { items } = await records.query(partition(name), { limit: 100 });
        if (items.length === 0) return false;
        await records.transact(items.map(({ pk, sk, version }) => ({ remove: { pk, sk }, ifVersion: version })));
        return true;
      };
      while (await againOnConflict(pause, removeSome));
      afterDestroy();
    },
  };
};

const pagesOf = (people: readonly Addressee[]): Addressee[][] =>
  Array.from({ length: Math.ceil(people.length / inPage) }, (_, page) =>
    people.slice(page * inPage, (page + 1) * inPage),
  );
