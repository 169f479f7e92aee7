import type { UserId } from "#kernel/ids.ts";
import { type Instant, reached } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Locale } from "#kernel/subject.ts";
import {
  type Answer,
  type DocumentAnswer,
  type DocumentId,
  type DocumentText,
  graceEndsAt,
  type Publication,
  type TermsDocument,
  termsName,
  versionInForce,
} from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";

/** A version that people can read and answer, and since when or from when it counts. */
export interface OfferedDocument {
  document: TermsDocument;
  /** False: it is published and counts from `effectiveAt` on. */
  inForce: boolean;
  effectiveAt?: Instant | undefined;
  /** Until when "later" is allowed; only of terms that are asked for. */
  graceEndsAt?: Instant | undefined;
}

/**
 * What people may answer now: of every document the version that is in force, and versions that are announced. Terms that are for some
 * people only are offered to everybody who asks: who does not belong to them has no harm of a yes.
 */
export const offeredDocuments = (
  documents: readonly TermsDocument[],
  publications: readonly Publication[],
  policy: Policy,
  now: Instant,
): OfferedDocument[] => {
  const names = [...new Set(documents.map(({ document }) => document))];
  return names.flatMap((name) => {
    const versions = documents.filter(({ document }) => document === name);
    const published = publications.filter(({ document, undoneAt }) => document === name && undoneAt === undefined);
    const current = currentOf(name, versions, published, policy, now);
    return versions.flatMap((document): OfferedDocument[] => {
      const publication = published.find(({ version }) => version === document.version);
      const begun = publication !== undefined && reached(publication.effectiveAt, now);
      const isOpen = publication !== undefined && (!begun || Object.keys(publication.audience).length > 0);
      if (document.version !== current && !isOpen) return [];
      const asks = publication?.kind === "terms" && publication.change === "material";
      return [
        {
          document,
          inForce: document.version === current || begun,
          ...(publication && { effectiveAt: publication.effectiveAt }),
          ...(asks && { graceEndsAt: graceEndsAt(publication) }),
        },
      ];
    });
  });
};

/** Terms by what was published or was in force before; of the others the newest published, or else the first there is. */
const currentOf = (
  name: string,
  versions: readonly TermsDocument[],
  published: readonly Publication[],
  policy: Policy,
  now: Instant,
): string | undefined => {
  if (name === termsName) return versionInForce(policy.terms.versions, published, now);
  const begun = published.filter(({ effectiveAt }) => reached(effectiveAt, now));
  const newest = begun.toSorted((a, b) => (a.effectiveAt < b.effectiveAt ? 1 : -1))[0];
  return newest?.version ?? versions[0]?.version;
};

export const sameDocument =
  ({ document, version }: DocumentId) =>
  (each: DocumentId): boolean =>
    each.document === document && each.version === version;

/** The text in the language asked for, or in the first that there is. */
export const textIn = ({ texts }: TermsDocument, wish: Locale): { locale: Locale; text: DocumentText } | undefined => {
  for (const locale of [wish, "en", "de"] as const) {
    const text = texts[locale];
    if (text !== undefined) return { locale, text };
  }
  return undefined;
};

/** What can be said to a document of each kind: a notice asks for nothing, and only a consent can be taken back. */
const answersTo: Record<TermsDocument["kind"], readonly Answer[]> = {
  terms: ["accepted", "declined"],
  notice: ["shown"],
  consent: ["accepted", "declined", "withdrawn"],
};
export const mayBeAnswered = ({ kind }: Pick<TermsDocument, "kind">, answer: Answer): boolean =>
  answersTo[kind].includes(answer);

export interface Answering extends Pick<DocumentAnswer, "answer" | "how"> {
  userId: UserId;
  document: TermsDocument;
  /** In which language it was read. */
  locale: Locale;
  text: DocumentText;
  /** When, if not now. */
  at?: Instant | undefined;
  /** The organisation or connection of the login, as the tenant calls it. */
  group?: string | undefined;
}

/** Keeps what a person said to a text, with its hash, in our own store: before anything is told to anybody. */
export const answerDocument =
  ({ clock, subjects, terms }: Pick<Ports, "clock" | "subjects" | "terms">) =>
  async ({
    userId,
    document,
    locale,
    text,
    answer,
    how,
    group,
    at = clock.now(),
  }: Answering): Promise<DocumentAnswer> => {
    const { standing } = await terms.record({
      subjectRef: await subjects.refOf(userId),
      kind: document.kind,
      document: document.document,
      version: document.version,
      answer,
      sha256: text.sha256,
      locale,
      at,
      how,
      group: group !== undefined && /^[\w.:-]{1,80}$/.test(group) ? group : "unknown",
    });
    return standing;
  };

/** True when nothing newer was accepted: an older acceptance never takes a newer one's place (I21). */
export const isNewestAccepted = (
  publications: readonly Publication[],
  answers: readonly DocumentAnswer[],
  version: string,
): boolean => {
  const since = (of: string): string =>
    publications.find((each) => each.document === termsName && each.version === of)?.effectiveAt ?? "";
  return answers.every(
    (each) => each.document !== termsName || each.answer !== "accepted" || since(each.version) <= since(version),
  );
};
