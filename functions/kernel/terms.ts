import * as z from "zod";
import { SubjectRef } from "./ids.ts";
import { Instant, plus, reached } from "./instant.ts";
import { Locale } from "./subject.ts";

/**
 * Terms bind and may gate a login. A notice is shown and asks for nothing. A consent is asked with an equal No. Each stands for itself
 * and has its own records (GDPR Article 7(2), (4)).
 */
export const DocumentKind = z.enum(["terms", "notice", "consent"]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** A document by its name: "terms", and for notices and consents what they are about: "privacy", "newsletter". */
export const DocumentName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "is not a document's name");
/** A version as its folder is called: "2026-10". */
export const DocumentVersion = z.string().regex(/^\w[\w.-]{0,39}$/, "is not a version");
/** SHA-256 over the text's bytes, hex. */
export const TextHash = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256");

/** The one name under which terms stand: only this document may gate. */
export const termsName = "terms";

const TextOfDocument = z.object({
  title: z.string().min(1),
  /** As its author wrote it, in Markdown; what is hashed, and what a download brings. */
  text: z.string().min(1),
  sha256: TextHash,
  /** The same as a page shows it. Made when the files are read; the author's markup is text. */
  html: z.string(),
  /** What changed since the version before, in Markdown and as a page shows it. */
  changes: z.string().optional(),
  changesHtml: z.string().optional(),
});

/** A version of a document with its text in every language it is offered in. */
export const TermsDocument = z.object({
  kind: DocumentKind,
  document: DocumentName,
  version: DocumentVersion,
  texts: z.partialRecord(Locale, TextOfDocument),
});
export type TermsDocument = z.infer<typeof TermsDocument>;
export type DocumentText = z.infer<typeof TextOfDocument>;

/** A document as records and lists name it. */
export interface DocumentId {
  document: string;
  version: string;
}

/**
 * Whom a version is for. Empty: everybody. Each list narrows it: a login belongs to the audience when it fits every list that is given.
 * `regions` are compared with app_metadata.region.
 */
export const Audience = z.strictObject({
  connections: z.array(z.string().min(1).max(128)).min(1).max(50).optional(),
  organizations: z.array(z.string().min(1).max(64)).min(1).max(50).optional(),
  regions: z.array(z.string().min(1).max(40)).min(1).max(50).optional(),
  applications: z.array(z.string().min(1).max(64)).min(1).max(50).optional(),
});
export type Audience = z.infer<typeof Audience>;

/** What decided on a version when it was published, and what became of it since. The text is in the repository; its hash is here. */
export const Publication = z.object({
  kind: DocumentKind,
  document: DocumentName,
  version: DocumentVersion,
  hashes: z.partialRecord(Locale, TextHash),
  /** Material: everybody is asked again. Editorial: nobody is. */
  change: z.enum(["material", "editorial"]),
  audience: Audience,
  effectiveAt: Instant,
  /** From the effective date so long "later" is allowed; then no token without acceptance. */
  graceSeconds: z.int().min(0),
  publishedAt: Instant,
  /** `officer:<reference>`. */
  publishedBy: z.string(),
  /** It asks and reminds nobody any more; what was accepted stays accepted. */
  stoppedAt: Instant.optional(),
  /** As if it had never been asked for: the version before counts again. */
  undoneAt: Instant.optional(),
});
export type Publication = z.infer<typeof Publication>;

/** When "later" ends. */
export const graceEndsAt = ({ effectiveAt, graceSeconds }: Publication): Instant => plus(effectiveAt, graceSeconds);

/** What somebody said to a version of a document. */
export const Answer = z.enum(["accepted", "declined", "withdrawn", "shown"]);
export type Answer = z.infer<typeof Answer>;

/** By which way: the page that the gate leads to, the portal, or the form of the sign-up. */
export const AnswerWay = z.enum(["gate", "portal", "sign-up"]);

/** One answer of one person to one text: the evidence of Article 7(1). */
export const DocumentAnswer = z.object({
  subjectRef: SubjectRef,
  kind: DocumentKind,
  document: DocumentName,
  version: DocumentVersion,
  answer: Answer,
  sha256: TextHash,
  locale: Locale,
  at: Instant,
  how: AnswerWay,
  /** The organisation of the login, else its connection: by what progress is counted beside day and language. */
  group: z.string().regex(/^[\w.:-]{1,80}$/, "is not a group"),
});
export type DocumentAnswer = z.infer<typeof DocumentAnswer>;

/**
 * The answer that counts, of the one that stood and another. Terms once accepted stay accepted, in whatever order answers arrive (I21);
 * else what was said last counts, and of two at the same moment the one that stood.
 */
export const standingOf = (stood: DocumentAnswer | undefined, other: DocumentAnswer): DocumentAnswer => {
  if (stood === undefined) return other;
  if (stood.kind === "terms" && stood.answer !== other.answer) {
    if (stood.answer === "accepted") return stood;
    if (other.answer === "accepted") return other;
  }
  // of the same answer twice the first is the evidence
  if (stood.answer === other.answer) return other.at < stood.at ? other : stood;
  return other.at > stood.at ? other : stood;
};

/**
 * The version of the terms that is in force for everybody at a moment: what newcomers are shown. `before`: what was in force before the
 * first one was published here. Undefined when there were none yet.
 */
export const versionInForce = (
  before: readonly { version: string; from: Instant }[],
  publications: readonly Publication[],
  at: Instant,
): string | undefined => {
  const published = publications
    .filter(({ kind, audience, undoneAt }) => kind === "terms" && isForAll(audience) && undoneAt === undefined)
    .map(({ version, effectiveAt, publishedAt }) => ({ version, from: effectiveAt, publishedAt }));
  const all = [...before.map((each) => ({ ...each, publishedAt: each.from })), ...published];
  const begun = all.filter(({ from }) => reached(from, at));
  return begun.toSorted((a, b) =>
    a.from === b.from ? (a.publishedAt < b.publishedAt ? 1 : -1) : a.from < b.from ? 1 : -1,
  )[0]?.version;
};

const isForAll = (audience: Audience): boolean => Object.keys(audience).length === 0;

/**
 * Whom the gate asks for what. Soft: "later" is allowed. Hard: no token without acceptance. `enough`: versions whose acceptance will do, the
 * one asked for and every one published after it.
 */
export const GateRule = z.object({
  version: DocumentVersion,
  enough: z.array(DocumentVersion),
  mode: z.enum(["soft", "hard"]),
  audience: Audience,
});
export type GateRule = z.infer<typeof GateRule>;

/**
 * What the gate asks for at `now`: terms that are in force, published as material, and neither stopped nor undone, the newest first. For a
 * login the first rule counts whose audience it belongs to; whatever stands behind one for everybody is left out.
 */
export const gateRules = (publications: readonly Publication[], now: Instant): GateRule[] => {
  const terms = publications.filter(({ kind, undoneAt }) => kind === "terms" && undoneAt === undefined);
  const newestFirst = terms.toSorted((a, b) => (laterThan(a, b) ? -1 : 1));
  const asked = newestFirst.filter(
    ({ change, stoppedAt, effectiveAt }) =>
      change === "material" && stoppedAt === undefined && reached(effectiveAt, now),
  );
  const last = asked.findIndex(({ audience }) => isForAll(audience));
  return (last < 0 ? asked : asked.slice(0, last + 1)).map((each) => ({
    version: each.version,
    enough: [each.version, ...newestFirst.filter((other) => laterThan(other, each)).map(({ version }) => version)],
    mode: reached(graceEndsAt(each), now) ? "hard" : "soft",
    audience: each.audience,
  }));
};

/** Versions whose acceptance is enough for one that is asked about: itself, and every later one of the terms. Nothing is, where nothing is asked. */
export const enoughFor = (publication: Publication, publications: readonly Publication[]): string[] => {
  const { kind, version, effectiveAt } = publication;
  if (kind !== "terms") return [];
  return gateRules(publications, effectiveAt).find((rule) => rule.version === version)?.enough ?? [version];
};

const laterThan = (a: Publication, b: Publication): boolean =>
  a.effectiveAt === b.effectiveAt ? a.publishedAt > b.publishedAt : a.effectiveAt > b.effectiveAt;
