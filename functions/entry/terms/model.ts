import * as z from "zod";
import { Instant } from "#kernel/instant.ts";
import { Locale } from "#kernel/subject.ts";
import { Answer, DocumentAnswer, DocumentKind, DocumentName, DocumentVersion, TextHash } from "#kernel/terms.ts";

/** What somebody said to a document, as they may see it themselves. */
export const AnswerView = DocumentAnswer.pick({
  document: true,
  version: true,
  answer: true,
  locale: true,
  sha256: true,
  at: true,
  how: true,
}).meta({ id: "DocumentAnswer" });
export type AnswerView = z.infer<typeof AnswerView>;

const DocumentView = z
  .object({
    kind: DocumentKind,
    document: DocumentName,
    version: DocumentVersion,
    locale: Locale.meta({ description: "The language of title and text." }),
    title: z.string(),
    sha256: TextHash.meta({ description: "Of the text, as the file has it." }),
    page: z.string().meta({ description: "Where the text can be read." }),
    file: z.string().meta({ description: "Where the text can be fetched." }),
    changes: z.string().optional().meta({ description: "What changed, in Markdown." }),
    inForce: z.boolean(),
    effectiveAt: Instant.optional(),
    graceEndsAt: Instant.optional().meta({ description: "From then on, no other application without acceptance." }),
    answer: AnswerView.optional().meta({ description: "What you said to this version." }),
  })
  .meta({ id: "Document" });
export type DocumentView = z.infer<typeof DocumentView>;

export const DocumentList = z.object({ documents: z.array(DocumentView) }).meta({ id: "DocumentList" });

export const TermsQuery = z.strictObject({ locale: Locale.optional() });

export const NewAnswer = z
  .strictObject({ document: DocumentName, version: DocumentVersion, locale: Locale, answer: Answer })
  .meta({
    id: "NewDocumentAnswer",
    example: { document: "terms", version: "2027-01", locale: "en", answer: "accepted" },
  });

export const AnswerKept = AnswerView.extend({
  flagged: z
    .boolean()
    .optional()
    .meta({ description: "Of accepted terms: the sign-in knows it already. False: it learns it at your next login." }),
}).meta({ id: "DocumentAnswerKept" });
