import * as z from "zod";
import { digestOf } from "./canonical-json.ts";
import type { Calendar } from "./deadline.ts";
import { Duration, days, hours, inWords, minutes } from "./duration.ts";
import { UserId } from "./ids.ts";
import { Instant } from "./instant.ts";
import { Reactions } from "./reaction.ts";
import { RecipientsByName } from "./recipient.ts";
import { Locale } from "./subject.ts";
import { DocumentVersion } from "./terms.ts";

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** A share such as "1 %", read as a number of hundredths. */
const Percent = z.string().transform((text, context) => {
  const [, number] = /^(\d{1,3}(?:\.\d)?) ?%$/.exec(text) ?? [];
  if (number !== undefined && Number(number) > 0 && Number(number) <= 100) return Number(number);
  context.addIssue({
    code: "custom",
    message: `"${text}" is not a share above 0 and up to 100 %. Write for example "1 %".`,
  });
  return z.NEVER;
});

/** A length of time between two others: what lies beyond them is a slip of the pen, or somebody's attack, and no decision. */
const between = (least: number, most: number, example: string) =>
  Duration.refine(
    (seconds) => seconds >= least && seconds <= most,
    `is not between ${inWords(least)} and ${inWords(most)}. Write for example "${example}".`,
  );

const Controller = z.strictObject({
  name: z.string().min(1),
  contact: z.email(),
  dpo: z.email().optional(),
  supervisoryAuthority: z.string().min(1),
  /** Whom the system wakes: the daily digest goes to all officers, what is about to be late to their lead as well. */
  officers: z.strictObject({
    digest: z.email(),
    lead: z.email(),
    webhook: z.url({ protocol: /^https$/, error: "is not an https address" }).nullable(),
  }),
  /** Whose holidays and midnight count; country and region as in ISO 3166-1 and -2, without the country before the region. */
  calendar: z.strictObject({
    country: z.string().regex(/^[A-Z]{2}$/, 'is not a country of two letters. Write for example "DE".'),
    region: z.string().optional(),
    timeZone: z.string().refine(isTimeZone, "is not a time zone. Write for example Europe/Berlin."),
  }),
});

const legalMonth = days(28);
const marginForDeleting = days(5);
const usualMost = days(14);

const perHour = z.strictObject({ perHour: z.int().min(1).max(1000) });

/** A part that is not deleted: what, of whom, why (a ground of GDPR Article 17(3)), by which law, for how long. */
const Kept = z.strictObject({
  /** Only of accounts whose app_metadata has a member of this name; of everybody where it is left out. */
  ofAccountsWith: z.string().min(1).optional(),
  what: z.record(Locale, z.string().min(1)),
  ground: z.enum(["legal-duty", "public-interest", "legal-claims"]),
  law: z.string().min(1),
  /** For how long, as people read it. */
  until: z.record(Locale, z.string().min(1)),
});

const Deletion = z
  .strictObject({
    /** How long a person may change their mind, from acceptance. */
    coolingOff: Duration,
    /** Why it is longer than 14 days, for the authority; must be given then. */
    coolingOffReason: z.string().min(20).optional(),
    /** never; when-odd: one officer, when something about the request is unusual; one-officer, two-officers: always. */
    approval: z.enum(["never", "when-odd", "one-officer", "two-officers"]),
    /** The time that is set aside for the officers' decision. */
    decideWithin: Duration,
    /** What counts as lately, when an account that was changed lately is unusual. */
    changedLately: between(days(1), days(366), "14 days"),
    /** For requests opened without sign-in: how long we wait for the person to confirm, and when we remind. */
    confirm: z.strictObject({ within: between(days(1), days(28), "14 days"), remind: z.array(Duration).max(5) }),
    cap: z.strictObject({
      /** How many people's own requests may pass the point of no return in any hour. */
      selfService: perHour,
      /** The same for what officers and events start; and how many of all users in a day, at least 1. */
      officerWork: perHour.extend({
        ofUsersPerDay: Percent.refine(
          (share) => share <= 10,
          'is above 10 % of all people in a day. Write for example "1 %".',
        ),
      }),
    }),
    /** When to look whether anything came back, counted from the receipt; the last one ends everything. */
    recheck: z
      .array(between(1, days(90), "7 days"))
      .min(1)
      .max(5),
    /** Accounts that are never deleted: whoever holds one of these roles, and these by user_id. */
    protected: z.strictObject({
      roles: z
        .array(z.string().min(1))
        .min(1, "names no role: administrators and officers could be deleted. Write for example [admin, officer]."),
      users: z.array(UserId),
    }),
    /** What is kept, of whom, and why. */
    keeps: z.array(Kept),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, message: string) =>
      issues.push({ code: "custom", path: [path], message, input: value });
    const whole = value.coolingOff + value.decideWithin + marginForDeleting;
    if (whole > legalMonth) {
      const most = legalMonth - marginForDeleting - value.decideWithin;
      refuse(
        "coolingOff",
        `is too long: with ${inWords(value.decideWithin)} for the officers and 5 days for the deletion itself it does not fit into the legal month of 28 days. Write at most "${inWords(Math.max(0, most))}".`,
      );
    }
    if (value.coolingOff > usualMost && value.coolingOffReason === undefined) {
      refuse(
        "coolingOff",
        'is longer than 14 days. Say in "coolingOffReason" why people must wait so long, or write at most "14 days".',
      );
    }
    if (value.recheck.some((at, place) => at <= (value.recheck[place - 1] ?? 0))) {
      refuse(
        "recheck",
        "is not in order: each look comes later than the one before. Write for example [7 days, 30 days].",
      );
    }
    if (value.confirm.remind.some((at) => at >= value.confirm.within)) {
      refuse("confirm", 'reminds when the time to confirm is over. Remind before "within".');
    }
  });

/** In each language. */
const Words = z.record(Locale, z.string().min(1));

/** What Article 15 wants said beside the data itself. */
const Sheet = z.strictObject({
  purposes: z.array(Words).min(1),
  categories: z.array(Words).min(1),
  retention: Words,
  /** Where the data comes from, if not from the person. */
  source: Words,
  automatedDecisions: Words,
  transfers: Words,
});

const longestKept = days(30);

const Export = z
  .strictObject({
    /** How long a package can be fetched; then it is removed. */
    keep: Duration.refine(
      (seconds) => seconds >= days(1) && seconds <= longestKept,
      'is not from 1 to 30 days. Write for example "7 days".',
    ),
    /** So long a second wish is offered the package that is there; who insists is decided about by an officer (Article 12(5)). */
    offerAgainWithin: Duration,
    /** Members of the metadata that are never handed out: secrets of ours, and data of other people (Article 15(4)). */
    cut: z.array(
      z.strictObject({
        of: z.enum(["app_metadata", "user_metadata"]),
        member: z.string().min(1),
        ground: z.enum(["secret", "other-person"]),
      }),
    ),
    sheet: Sheet,
  })
  .check(({ value, issues }) => {
    if (value.offerAgainWithin <= value.keep) return;
    const message = `is longer than the package is kept. Write at most "${inWords(value.keep)}".`;
    issues.push({ code: "custom", path: ["offerAgainWithin"], message, input: value.offerAgainWithin });
  });

const Protected = z.strictObject({ roles: z.array(z.string()), users: z.array(UserId) });

/** How people are shut out, and how their data is restricted. */
const Blocking = z.strictObject({
  /** A proposed block that needs another officer's yes lapses after this. */
  decideWithin: between(hours(1), days(14), "3 days"),
  /** Blocks that need a second officer's yes: those without an end, and those of people with one of these roles. */
  fourEyes: z.strictObject({ permanent: z.boolean(), roles: z.array(z.string()) }),
  /** Accounts that are never blocked: whoever holds one of these roles, and these by user_id. */
  protected: Protected,
  /** How many blocks may begin in any hour, and how many of all users in a day, at least 1. */
  cap: perHour.extend({ ofUsersPerDay: Percent }),
  /** By when a person must have looked at a block that an event began; else it is lifted (GDPR Article 22). */
  reviewWithin: between(hours(1), days(14), "3 days"),
  /** How often a block without an end is looked at again. */
  reviewPermanent: between(days(30), days(366), "180 days"),
  /** How long before a restriction is lifted the person is told (GDPR Article 18(3)). */
  noticeBeforeLifting: between(0, days(30), "3 days"),
});

/** What proves that the law was kept must outlast the longest time in which somebody may ask for it (CCPA: 24 months). */
const ofEvidence = between(days(730), days(3650), "3 years");

const Terms = z.strictObject({
  /** Which version of the terms people were shown at sign-up, and from when, before the first one was published here. */
  versions: z.array(z.strictObject({ version: DocumentVersion, from: Instant })),
  /** The one member of app_metadata that is ours: what somebody accepted, for the gate to read. */
  flag: z.string().regex(/^[a-z]\w{2,39}$/, 'is not a name. Write for example "habeas_terms".'),
  /** How long "later" is allowed from the effective date, unless a publication says otherwise. */
  grace: Duration,
  /** How long before the grace ends those are reminded who have not accepted. */
  remindBefore: z.array(Duration).max(5),
  /** How many mails of campaigns go out in a minute at most: what the mail service allows, less what all other mail needs. */
  mailsPerMinute: z.int().min(1).max(100_000),
  /** Whoever holds one of these roles always reaches their login: the gate never asks them. */
  neverGate: z.array(z.string().min(1)),
});

/** What the company and the law decide: the whole of policy.yaml. Durations are in seconds once parsed. */
const WholePolicy = z.strictObject({
  controller: Controller,
  deletion: Deletion,
  export: Export,
  blocking: Blocking,
  /** Other systems that hold data of people, by name. */
  recipients: RecipientsByName.default({}),
  /** The lives of a link for who cannot sign in, and of the session that it opens. */
  rightsSession: z.strictObject({
    link: between(minutes(5), hours(24), "1 h"),
    session: between(minutes(1), hours(1), "15 min"),
  }),
  /** How long before a due date the officers are warned. */
  warnBefore: z
    .array(between(hours(1), legalMonth, "7 days"))
    .min(1)
    .max(5),
  /** How long evidence is kept after the answer (GDPR Article 5(2)). */
  retention: z.strictObject({
    receipts: ofEvidence,
    audit: ofEvidence,
    /** How long an event is known again; a tenant may bring it back as late as its log reaches. */
    events: Duration.refine((seconds) => seconds >= days(45), 'is below 45 days. Write at least "45 days".'),
  }),
  /** How long log streams may bring nothing while the tenant's log goes on, before the officers are told. */
  events: z.strictObject({ silentAfter: between(minutes(5), days(7), "1 h") }),
  terms: Terms,
  /** What Auth0's log events start. */
  reactions: Reactions,
  locales: z.array(Locale).min(1),
  /** What is different while Habeas runs on one machine with its own trial tenant: nothing else may be. */
  trial: z.strictObject({ deletion: z.strictObject({ coolingOff: Duration }).partial() }).optional(),
});

/** A deletion waits for the recipients that find people by their account: all its waits together must fit into the legal month. */
export const Policy = WholePolicy.check(({ value: { deletion, recipients }, issues }) => {
  const ours = deletion.coolingOff + deletion.decideWithin + marginForDeleting;
  for (const [name, { needsAccount, answerWithin }] of Object.entries(recipients)) {
    if (!needsAccount || ours + answerWithin <= legalMonth) continue;
    issues.push({
      code: "custom",
      path: ["recipients", name, "answerWithin"],
      message: `is too long for a recipient that needs the account: with ${inWords(deletion.coolingOff)} of cooling-off, ${inWords(deletion.decideWithin)} for the officers and 5 days for the deletion itself it does not fit into the legal month of 28 days. Write at most "${inWords(Math.max(0, legalMonth - ours))}".`,
      input: answerWithin,
    });
  }
});
export type Policy = z.infer<typeof Policy> & {
  /** Public holidays of the controller's calendar: looked up where the policy is read, and no part of what was decided. */
  holidays?: readonly string[] | undefined;
};

/** The controller's calendar with its holidays: whose days and midnights count. */
export const calendarOf = ({ controller, holidays }: Policy): Calendar => ({
  timeZone: controller.calendar.timeZone,
  holidays,
});

/** The policy as it holds on a trial tenant: the `trial` section laid over the rest. */
export const onTrial = (policy: Policy): Policy => ({
  ...policy,
  deletion: { ...policy.deletion, ...policy.trial?.deletion },
});

const digests = new WeakMap<Policy, string>();

/** SHA-256, hex, of the policy in force: each request keeps the one it was accepted under. A policy is read once and never changed, so is its digest. */
export const policyDigest = (policy: Policy): string => {
  const known = digests.get(policy);
  if (known !== undefined) return known;
  const { holidays: _, ...decided } = policy;
  const digest = digestOf(decided);
  digests.set(policy, digest);
  return digest;
};
