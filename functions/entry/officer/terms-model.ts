import * as z from "zod";
import { CampaignStatus } from "#kernel/campaign.ts";
import { Instant } from "#kernel/instant.ts";
import { Locale } from "#kernel/subject.ts";
import { Audience, DocumentKind, DocumentName, DocumentVersion, TextHash, termsName } from "#kernel/terms.ts";

/** Which document a version is of: the terms, unless another one is named. */
export const DocumentQuery = z.strictObject({ document: DocumentName.default(termsName) });
export const VersionParams = z.object({ version: DocumentVersion });

const Change = z.enum(["material", "editorial"]);

export const Publish = z
  .strictObject({
    document: DocumentName.default(termsName),
    version: DocumentVersion,
    change: Change.meta({ description: "material: everybody is asked again. editorial: nobody is." }),
    audience: Audience.default({}),
    effectiveAt: Instant,
    graceDays: z
      .int()
      .min(0)
      .max(365)
      .optional()
      .meta({ description: 'How many days "later" is allowed; policy\'s grace unless told.' }),
    dryRun: z.boolean().meta({ description: "true: nothing is changed; the answer says what would happen." }),
    digest: TextHash.optional().meta({ description: "Of the rehearsal; needed to publish." }),
  })
  .meta({ id: "PublishTerms" });

const mails = z.boolean().meta({
  description:
    "false: nobody is mailed, neither now nor later. Who belongs to an organisation or an application shows at the login only, and there the gate asks.",
});

const number = (description: string) =>
  z
    .int()
    .optional()
    .meta({ description: `Of a rehearsal. ${description}` });

export const Published = z
  .object({
    published: z.boolean(),
    digest: TextHash,
    mails,
    people: number("Accounts in the tenant now."),
    atMost: z.boolean().optional().meta({
      description:
        "Of a rehearsal. No search counts who belongs to an organisation or comes to an application: `outstanding` and `asked` are upper bounds.",
    }),
    outstanding: number(
      "Of the audience, and without the flag of a version that would do: these are asked once it is in force. Officers and administrators among them are not.",
    ),
    told: number("Would be mailed now: of those outstanding the ones with a verified address."),
    asked: number("Would be asked at their next login today."),
    reminded: number("Would be reminded within a day."),
    effectiveAt: Instant,
    requiredAt: Instant,
    remindAt: z.array(Instant),
    texts: z.array(z.object({ locale: Locale, title: z.string(), sha256: TextHash, changes: z.string().optional() })),
  })
  .meta({ id: "TermsRehearsal" });

/** A published version, as it stands in the officers' list. */
export const TermsRow = z
  .object({
    kind: DocumentKind,
    document: DocumentName,
    version: DocumentVersion,
    change: Change,
    publishedAt: Instant,
    effectiveAt: Instant,
    requiredAt: Instant.optional().meta({ description: "From when nobody gets a token without it." }),
    status: CampaignStatus.optional().meta({ description: "Where its campaign stands; absent where it has none." }),
    attention: z.object({ since: Instant, error: z.string() }).optional(),
  })
  .meta({ id: "TermsRow" });

export const TermsRows = z
  .object({
    terms: z.array(TermsRow).meta({ description: "Newest first." }),
    drafts: z
      .array(
        z.object({
          kind: DocumentKind,
          document: DocumentName,
          version: DocumentVersion,
          title: z.string(),
          locales: z.array(Locale),
        }),
      )
      .meta({ description: "Versions that this installation has the text of, and that were not published yet." }),
    graceDays: z.int().meta({ description: "Policy's grace." }),
  })
  .meta({ id: "TermsList" });

const answers = { accepted: z.int(), declined: z.int() };

export const MailingView = z.object({
  mailing: z.string(),
  done: z.boolean(),
  at: Instant.optional(),
  people: z.int(),
  sent: z.int(),
  spared: z.int().meta({ description: "Accepted meanwhile, restricted or leaving: not mailed, on purpose." }),
  undelivered: z.int(),
  uncertain: z.int().meta({ description: "A worker died over them: perhaps sent, not sent a second time." }),
  perhapsTwice: z.int().meta({ description: "An answer of the mail service was lost: sent, perhaps twice." }),
});

export const campaignActions = ["stop", "undo", "try-again"] as const;

export const TermsDetail = TermsRow.extend({
  audience: Audience,
  mails,
  remindAt: z.array(Instant),
  accepted: z.int(),
  declined: z.int(),
  days: z.array(z.object({ day: z.string(), ...answers })).meta({ description: "By UTC day, oldest first." }),
  locales: z.array(z.object({ locale: z.string(), ...answers })),
  groups: z
    .array(z.object({ group: z.string(), ...answers }))
    .meta({ description: "By the organisation of the login, else its connection." }),
  mailings: z.array(MailingView),
  actions: z.array(z.object({ action: z.enum(campaignActions), allowed: z.boolean(), why: z.string().optional() })),
}).meta({ id: "TermsDetail" });
export type TermsDetail = z.infer<typeof TermsDetail>;
