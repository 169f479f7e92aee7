import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Answer, DocumentAnswer, DocumentId, Publication } from "#kernel/terms.ts";
import type { Page } from "#ports/records/records.ts";

/** How many people's standing answer to a version is this one, by the UTC day, language and group of that answer. */
export interface AnswerCount {
  day: string;
  locale: string;
  group: string;
  answer: Answer;
  people: number;
}

/** What becomes of a publication. */
export interface PublicationChange<T> {
  outcome: T;
  publication?: Publication | undefined;
  audit: AuditDraft[];
}

/**
 * Which versions were published, and what everybody answered. Ids, hashes and times only; texts are files. Every change is audited in the
 * same transaction. Every call may throw `Busy`.
 */
export interface Terms {
  /** Puts a version on record, once. "known": the same stood there already. "other": one that was decided otherwise stands there. */
  publish(publication: Publication, audit: AuditDraft): Promise<"published" | "known" | "other">;
  findPublication(id: DocumentId): Promise<Publication | undefined>;
  /** All, of every document; there are few. */
  publications(): Promise<Publication[]>;
  /** Reads, lets `decide` decide and writes, under the condition that nothing changed meanwhile. Undefined when there is none. */
  changePublication<T>(id: DocumentId, decide: (stood: Publication) => PublicationChange<T>): Promise<T | undefined>;

  /**
   * Keeps an answer. The same again, or an older one, changes nothing that counts; a history row and the audit keep each that is new.
   * Answers with what stands now.
   */
  record(answer: DocumentAnswer): Promise<{ standing: DocumentAnswer; isNew: boolean }>;
  /** What counts of a person's answers to one version. */
  standing(subjectRef: SubjectRef, id: DocumentId): Promise<DocumentAnswer | undefined>;
  /** What counts for every version that the person ever answered. */
  answersOf(subjectRef: SubjectRef): Promise<DocumentAnswer[]>;
  /** All that a person ever said, oldest first: for access requests, and as evidence. */
  history(subjectRef: SubjectRef, range?: { cursor?: string | undefined }): Promise<Page<DocumentAnswer>>;
  /** Which of these people (at most 100) accepted one of these versions (at most 20). Consistent. */
  acceptedAmong(
    subjectRefs: readonly SubjectRef[],
    document: string,
    versions: readonly string[],
  ): Promise<Set<SubjectRef>>;
  /** Who accepted a version, one of `answerShards` lists at a time, in the order of acceptance. May lag by seconds. */
  acceptances(
    id: DocumentId,
    shard: number,
    range?: { cursor?: string | undefined },
  ): Promise<Page<{ subjectRef: SubjectRef; at: Instant }>>;
  /** Progress. What it costs grows with days, languages and groups, never with people. */
  counts(id: DocumentId): Promise<AnswerCount[]>;

  /** True while a gate's token comes with the login it first came with: with any other it is stolen or replayed. */
  bindToLogin(tokenId: string, state: string, until: Instant): Promise<boolean>;
}

/** Into so many lists and chains of the day the answers are divided, so that a hundred thousand in one day do not wait for each other. */
export const answerShards = 8;
