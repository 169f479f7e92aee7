import { instantOf } from "#kernel/instant.ts";
import type { DocumentAnswer, Publication } from "#kernel/terms.ts";
import { at, subjectRef } from "./requests.ts";

export const aHash = "a".repeat(64);

/** Terms for everybody, material, in force since the day they were published, with thirty days of grace. */
export const aPublication = (more: Partial<Publication> = {}): Publication => ({
  kind: "terms",
  document: "terms",
  version: "2027-01",
  hashes: { en: aHash, de: "b".repeat(64) },
  change: "material",
  audience: {},
  effectiveAt: at("2026-11-24"),
  graceSeconds: 30 * 86_400,
  publishedAt: at("2026-11-24"),
  publishedBy: "officer:one",
  ...more,
});

export const anAnswer = (more: Partial<DocumentAnswer> = {}): DocumentAnswer => ({
  subjectRef: subjectRef("a"),
  kind: "terms",
  document: "terms",
  version: "2027-01",
  answer: "accepted",
  sha256: aHash,
  locale: "en",
  at: instantOf(Date.UTC(2026, 10, 24, 10)),
  how: "gate",
  group: "Username-Password-Authentication",
  ...more,
});
