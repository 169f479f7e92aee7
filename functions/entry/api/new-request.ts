import * as z from "zod";
import { ContestGround } from "#kernel/contest.ts";
import { RequestId } from "#kernel/ids.ts";
import { ExportFormat } from "#kernel/package.ts";
import { RequestKind } from "#kernel/request.ts";
import { RestrictionGround } from "#kernel/restriction.ts";

const NewDeletion = z.strictObject({
  kind: z.literal("deletion"),
  confirm: z
    .literal("DELETE", { error: 'Write "DELETE", or leave it out.' })
    .optional()
    .meta({ description: "What the person typed, where the page asked for it." }),
});

const NewExport = z.strictObject({
  kind: z.literal("export"),
  format: ExportFormat.optional().meta({
    description:
      "full: everything, to read and to keep. portable: what Article 20 of the GDPR covers, for another controller.",
  }),
  insist: z
    .boolean()
    .optional()
    .meta({ description: "A new package although there is one: an officer decides about it (Article 12(5))." }),
});

const NewRestriction = z.strictObject({
  kind: z.literal("restriction"),
  ground: RestrictionGround.meta({
    description:
      "Which case of Article 18(1) of the GDPR: (a) you contest that the data is right, (b) our use is unlawful and you do not want it deleted, (c) you need the data for legal claims, (d) you objected and it is being checked.",
  }),
  shutSignIn: z
    .boolean()
    .optional()
    .meta({ description: "Nobody is to sign in with the account meanwhile, you included. Not unless you ask for it." }),
});

const NewContest = z.strictObject({
  kind: z.literal("contest"),
  block: RequestId.meta({ description: "The block, by the number under which GET /requests lists it." }),
  ground: ContestGround.meta({
    description: "Why it is wrong. Whatever else you want to say goes to the contact by mail.",
  }),
});

/** Each kind that a person may ask for through this door, with what else it says. */
const kinds = [NewDeletion, NewExport, NewRestriction, NewContest] as const;

const offered = kinds.map(({ shape }) => shape.kind.value);
const inQuotes = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(", ");

const kindFault = (kind: unknown): string =>
  RequestKind.safeParse(kind).success
    ? `This is not offered here yet. Ask for one of ${inQuotes(offered)}, or write to the contact named in the privacy notice.`
    : `Say what you ask for: ${inQuotes(offered)}.`;

const isObject = (input: unknown): input is { kind?: unknown } =>
  typeof input === "object" && input !== null && !Array.isArray(input);

/** What a person may ask for. The subject is never in it: it is who signed in. */
export const NewRequest = z
  .discriminatedUnion("kind", kinds, {
    error: ({ input }) => (isObject(input) ? kindFault(input.kind) : 'Send one object, such as {"kind":"deletion"}.'),
  })
  .meta({ id: "NewRequest", example: { kind: "deletion", confirm: "DELETE" } });
export type NewRequest = z.infer<typeof NewRequest>;
