import { createHash } from "node:crypto";
import * as z from "zod";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { Answer, DocumentAnswer, type DocumentId, Publication } from "#kernel/terms.ts";
import type { Key, Row } from "#ports/records/records.ts";
import { answerShards } from "./terms.ts";

type NewRow = Omit<Row, "version">;

// Where each row stands: the table of docs/architecture.md.
export const publicationsPartition = "PUBLICATIONS";
export const publicationKey = ({ document, version }: DocumentId): Key => ({
  pk: publicationsPartition,
  sk: `${document}#${version}`,
});
export const answersPartition = (ref: SubjectRef): string => `ANSWERS#${ref}`;
export const standingPrefix = "STANDING#";
export const saidPrefix = "SAID#";
export const standingKey = (ref: SubjectRef, { document, version }: DocumentId): Key => ({
  pk: answersPartition(ref),
  sk: `${standingPrefix}${document}#${version}`,
});
const saidKey = ({ subjectRef, document, version, at, answer }: DocumentAnswer): Key => ({
  pk: answersPartition(subjectRef),
  sk: `${saidPrefix}${at}#${document}#${version}#${answer}`,
});
export const acceptedPartition = ({ document, version }: DocumentId, shard: number): string =>
  `ACCEPTED#${document}#${version}#${shard}`;
export const countsPartition = ({ document, version }: DocumentId): string => `COUNTS#${document}#${version}`;
export const loginKey = (tokenId: string): Key => ({
  pk: `GATETOKEN#${createHash("sha256").update(tokenId).digest("hex")}`,
  sk: "LOGIN",
});

/** Which of the lists a person's answers stand in: by their reference, which is random. */
export const shardOf = (ref: SubjectRef): number => (ref.charCodeAt(4) + ref.charCodeAt(5)) % answerShards;

// Loose: a field that a later version wrote is carried through by this one, not dropped (I18).
const StoredAnswer = DocumentAnswer.loose();
const StoredPublication = Publication.loose();
const StoredCount = z.object({
  day: z.string(),
  locale: z.string(),
  group: z.string(),
  answer: Answer,
  people: z.int().min(0),
});
export type StoredCount = z.infer<typeof StoredCount>;

export const answerIn = (row: Row): DocumentAnswer => StoredAnswer.parse(row.body);
export const publicationIn = (row: Row): Publication => StoredPublication.parse(row.body);
export const countIn = (row: Row): StoredCount => StoredCount.parse(row.body);

const bodyOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

export const publicationRow = (publication: Publication): NewRow => ({
  ...publicationKey(publication),
  body: bodyOf(publication),
});

/** What counts; whoever accepted stands in the version's list as well. */
export const standingRow = (answer: DocumentAnswer): NewRow => ({
  ...standingKey(answer.subjectRef, answer),
  body: bodyOf(answer),
  ...(answer.answer === "accepted" && {
    indexes: {
      work: { pk: acceptedPartition(answer, shardOf(answer.subjectRef)), sk: `${answer.at}#${answer.subjectRef}` },
    },
  }),
});

export const saidRow = (answer: DocumentAnswer): NewRow => ({ ...saidKey(answer), body: bodyOf(answer) });

/** The counter in which a standing answer is counted. */
export const countKey = (answer: DocumentAnswer): Key => ({
  pk: countsPartition(answer),
  sk: [dayOf(answer.at), answer.locale, answer.answer, answer.group, shardOf(answer.subjectRef)].join("#"),
});

export const countRow = (answer: DocumentAnswer, people: number): NewRow => ({
  ...countKey(answer),
  body: bodyOf({
    day: dayOf(answer.at),
    locale: answer.locale,
    group: answer.group,
    answer: answer.answer,
    people,
  } satisfies StoredCount),
});

const dayOf = (at: Instant): string => at.slice(0, 10);
