import type { RequestId, SubjectRef } from "#kernel/ids.ts";
import { newSubjectState } from "#kernel/subject.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { headKey } from "#ports/audit/chain.ts";
import { bulkIn, bulkKey } from "#ports/bulks/rows.ts";
import { allOf } from "#ports/records/again.ts";
import type { Records, Row } from "#ports/records/records.ts";
import { type Asked, type CapPool, type CapSlot, type Facts, type KillSwitch, UnknownRequest } from "./requests.ts";
import {
  capPartition,
  killSwitchKey,
  recipientIn,
  recipientPrefix,
  requestIn,
  requestKey,
  StoredKillSwitch,
  slotIn,
  subjectIn,
  subjectKey,
  waitIn,
} from "./rows.ts";

/** The facts of a decision, with the version of each row that it rests on. */
export interface ReadFacts {
  facts: Facts;
  requestVersion: number;
  killSwitchVersion: number;
  /** 0 where none was asked for. */
  bulkVersion: number;
  head: Row | undefined;
  /** By subject reference, wait's name and slot's place; 0 where there is no row. */
  subjectVersions: Map<SubjectRef, number>;
  waitVersions: Map<string, number>;
  slotVersions: Map<string, number>;
  /** By the place of the question. */
  recipientVersions: Map<string, number>;
}

export const killSwitchIn = (row: Row | undefined): KillSwitch =>
  row === undefined ? { off: false } : StoredKillSwitch.parse(row.body);

/** Reads everything anew. The request comes before its waits and recipients, so that one changed meanwhile shows in the request's version. */
export const readFacts = async (records: Records, requestId: RequestId, asked: Asked): Promise<ReadFacts> => {
  const { pk, sk } = requestKey(requestId);
  const own = await allOf((cursor) => records.query(pk, { cursor }));
  const requestAt = own.find((row) => row.sk === sk);
  if (requestAt === undefined) throw new UnknownRequest(`There is no request ${requestId}.`);
  const request = requestIn(requestAt);
  const waitRows = own.filter((row) => row.sk.startsWith("WAIT#"));
  const waits = waitRows.map(waitIn);
  const recipientRows = own.filter((row) => row.sk.startsWith(recipientPrefix));

  const refs = [...new Set([request.subjectRef, ...request.linkedRefs, ...(asked.alsoSubjects ?? [])])];
  const [killSwitch, head, ...subjectRows] = await records.get([
    killSwitchKey,
    headKey(requestChain(requestId)),
    ...refs.map(subjectKey),
  ]);
  const slotRows = await readSlots(records, asked.pools);
  const [bulkAt] = asked.bulk === undefined ? [] : await records.get([bulkKey(asked.bulk)]);

  return {
    facts: {
      request,
      subjects: refs.map((ref, place) => {
        const row = subjectRows[place];
        return row === undefined ? newSubjectState(ref) : subjectIn(row);
      }),
      waits,
      recipients: recipientRows.map(recipientIn),
      killSwitch: killSwitchIn(killSwitch),
      slots: slotRows.map(({ slot }) => slot),
      ...(bulkAt !== undefined && { bulk: bulkIn(bulkAt) }),
    },
    requestVersion: requestAt.version,
    killSwitchVersion: killSwitch?.version ?? 0,
    bulkVersion: bulkAt?.version ?? 0,
    head,
    subjectVersions: new Map(refs.map((ref, place) => [ref, subjectRows[place]?.version ?? 0])),
    waitVersions: new Map(waits.map((wait, place) => [wait.name, waitRows[place]?.version ?? 0])),
    recipientVersions: new Map(recipientRows.map(({ sk, version }) => [sk, version])),
    slotVersions: new Map(slotRows.map(({ slot, version }) => [slotPlace(slot), version])),
  };
};

export const readSlots = async (
  records: Records,
  pools: readonly CapPool[] = [],
): Promise<{ slot: CapSlot; version: number }[]> => {
  const rows = await Promise.all(pools.map((pool) => allOf((cursor) => records.query(capPartition(pool), { cursor }))));
  return rows.flat().map((row) => ({ slot: slotIn(row), version: row.version }));
};

export const slotPlace = ({ pool, number }: CapSlot): string => `${pool}#${number}`;
