import * as z from "zod";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { ExportFormat } from "#kernel/package.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { type Source, sources } from "#ports/identity/identity.ts";
import { recipientInputOf } from "#requests/recipients/model.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ requestId: RequestId });
export type StepInput = z.infer<typeof StepInput>;

/** A parking step also gets the token that ends its wait. */
export const ParkingInput = StepInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

export const CollectingInput = StepInput.extend({ source: z.enum(sources) });
export type CollectingInput = z.infer<typeof CollectingInput>;

/** `because`: the name of the error that ended the tries. */
export const MissingInput = CollectingInput.extend({ because: z.string().regex(/^[A-Za-z.]{1,60}$/) });
export type MissingInput = z.infer<typeof MissingInput>;

const own: Record<string, z.ZodType> = {
  openRequest: StepInput,
  acknowledge: StepInput,
  tellInterim: StepInput,
  checkAccount: StepInput,
  assemble: StepInput,
  tellReady: StepInput,
  removePackage: StepInput,
  tellWithdrawn: StepInput,
  refuse: StepInput,
  parkForDecision: ParkingInput,
  collect: CollectingInput,
  noteMissing: MissingInput,
};

/** The shape of a step's input; the handler parses by it before the step runs. The recipients' steps have their own. */
export const inputOf = (step: string): z.ZodType => own[step] ?? recipientInputOf(step);

const Collected = z.object({
  at: Instant,
  pages: z.int().min(1),
  items: z.int().min(0),
  /** The tenant's plan has no such list. */
  notAvailable: z.boolean().optional(),
});
export type Collected = z.infer<typeof Collected>;

/** What is on record of an export; a later attempt skips it. Times, counts and states only. */
const ExportProgress = z.looseObject({
  format: ExportFormat.default("full"),
  /** The person has a package and insists on another one. */
  insisted: z.boolean().optional(),
  /** The account was gone when the identity was bound. */
  foundAbsent: z.boolean().optional(),
  collected: z.partialRecord(z.enum(sources), Collected).default({}),
  /** Sources that failed for good, with the name of what was in the way. */
  missing: z.partialRecord(z.enum(sources), z.string()).default({}),
});
export type ExportProgress = z.infer<typeof ExportProgress>;

/** Throws when the record is not an export's: a bug, never an input. */
export const progressOf = (request: PrivacyRequest): ExportProgress => ExportProgress.parse(request.progress);

export const isCollected = (request: PrivacyRequest, source: Source): boolean =>
  progressOf(request).collected[source] !== undefined;
