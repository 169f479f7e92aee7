import * as z from "zod";
import { type Instant, Instant as InstantSchema, reached } from "./instant.ts";
import { isEnd, type PrivacyRequest } from "./request.ts";

// A person's data as one file: how far it is, for whoever asks, waits for it or removes it.

/** full: all that Article 15 gives. portable: what Article 20 covers, for another controller. */
export const ExportFormat = z.enum(["full", "portable"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** The package of an export, once it was made. */
export const Package = z.object({
  at: InstantSchema,
  /** Under which the archive keeps it. */
  name: z.string(),
  bytes: z.int().min(0),
  /** SHA-256, hex. */
  sha256: z.string(),
  /** What is not in it though it should be: sources of ours, and `recipient:<name>`. */
  missing: z.array(z.string()),
  until: InstantSchema,
});
export type Package = z.infer<typeof Package>;

const Made = z.looseObject({
  format: ExportFormat.default("full"),
  "package-made": Package.optional(),
  "package-removed": z.looseObject({ at: InstantSchema }).optional(),
  downloadedAt: InstantSchema.optional(),
  downloads: z.int().optional(),
  foundAbsent: z.boolean().optional(),
  collected: z
    .record(z.string(), z.looseObject({ at: InstantSchema, items: z.int(), notAvailable: z.boolean().optional() }))
    .optional(),
  missing: z.record(z.string(), z.string()).optional(),
});

const madeOf = ({ kind, progress }: Pick<PrivacyRequest, "kind" | "progress">) =>
  kind === "export" ? Made.safeParse(progress).data : undefined;

export const formatOf = (request: Pick<PrivacyRequest, "kind" | "progress">): ExportFormat =>
  madeOf(request)?.format ?? "full";

/** The account was gone, or had become another one: nothing of the tenant's is in the package, and only the id was bound. */
export const isBoundByIdAlone = (request: Pick<PrivacyRequest, "kind" | "progress">): boolean =>
  madeOf(request)?.foundAbsent === true;

/** The package as it was made, also after it is gone. */
export const packageOf = (request: Pick<PrivacyRequest, "kind" | "progress">): Package | undefined =>
  madeOf(request)?.["package-made"];

export const downloadedAtOf = (request: Pick<PrivacyRequest, "kind" | "progress">): Instant | undefined =>
  madeOf(request)?.downloadedAt;

/** What became of each list that an export is collected from, as far as it is known. */
export interface SourceOutcome {
  source: string;
  outcome: "collected" | "not-available" | "missing";
  items?: number | undefined;
  /** The name of the error that ended the tries. */
  because?: string | undefined;
}

export const sourceOutcomes = (request: Pick<PrivacyRequest, "kind" | "progress">): SourceOutcome[] => {
  const { collected = {}, missing = {} } = madeOf(request) ?? {};
  return [
    ...Object.entries(collected).map(
      ([source, { items, notAvailable }]): SourceOutcome => ({
        source,
        outcome: notAvailable === true ? "not-available" : "collected",
        items,
      }),
    ),
    ...Object.entries(missing)
      .filter(([source]) => collected[source] === undefined)
      .map(([source, because]): SourceOutcome => ({ source, outcome: "missing", because })),
  ];
};

/** How often a download of the package was signed. */
export const downloadsOf = (request: Pick<PrivacyRequest, "kind" | "progress">): number =>
  madeOf(request)?.downloads ?? 0;

/** The package that can be fetched now: made, told of, not over and not removed. */
export const standingPackage = (
  request: Pick<PrivacyRequest, "kind" | "progress" | "status">,
  now: Instant,
): Package | undefined => {
  const made = madeOf(request);
  const standing = made?.["package-made"];
  const isAnswered = request.status === "fulfilled" || request.status === "partly-fulfilled";
  if (standing === undefined || made?.["package-removed"] !== undefined || !isAnswered) return undefined;
  return reached(standing.until, now) ? undefined : standing;
};

/**
 * Whether a deletion of the same person still waits for this export, and until when at most: it is open, or its package is there and
 * nobody has fetched it yet (design: Deletion).
 */
export const holdsBackDeletion = (
  request: Pick<PrivacyRequest, "kind" | "progress" | "status">,
  now: Instant,
  { most }: { most: Instant },
): Instant | undefined => {
  if (request.kind !== "export") return undefined;
  if (!isEnd(request.status)) return most;
  const standing = standingPackage(request, now);
  if (standing === undefined || downloadedAtOf(request) !== undefined) return undefined;
  return standing.until < most ? standing.until : most;
};
