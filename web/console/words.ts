import type { OfficerRequest, OfficerRequestRow, Run } from "../shared/client/index.ts";

// The console's words for what the API names: officers read these, the audit keeps the names.

export const consoleName = "Officers' console";

export const kinds: Record<OfficerRequestRow["kind"], string> = {
  deletion: "Deletion",
  export: "Export",
  rectification: "Correction",
  restriction: "Restriction",
  objection: "Objection",
  "consent-withdrawal": "Withdrawal of consent",
  contest: "Contest",
  block: "Block",
  other: "Other",
};

export const statuses: Record<OfficerRequestRow["status"], string> = {
  received: "Received",
  "awaiting-identity": "Awaiting identity",
  "in-review": "Needs a decision",
  held: "Held",
  "cooling-off": "Cooling off",
  running: "Running",
  "awaiting-recipient": "Awaiting recipient",
  "in-force": "In force",
  "needs-attention": "Needs attention",
  fulfilled: "Fulfilled",
  "partly-fulfilled": "Partly fulfilled",
  refused: "Refused",
  withdrawn: "Withdrawn",
  "expired-unverified": "Expired unverified",
};

export const statusColours: Partial<Record<OfficerRequestRow["status"], string>> = {
  "in-review": "yellow",
  held: "yellow",
  "needs-attention": "red",
  fulfilled: "gray",
  "partly-fulfilled": "gray",
  refused: "gray",
  withdrawn: "gray",
  "expired-unverified": "gray",
};

export const isEnded = ({ status }: OfficerRequestRow): boolean => statusColours[status] === "gray";

export const channels: Record<OfficerRequestRow["channel"], string> = {
  "self-service": "signed in, through the portal",
  "rights-session": "by a mailed link, without sign-in",
  officer: "opened by an officer",
  event: "started by an event",
};

export const oddities: Record<NonNullable<OfficerRequest["plan"]>["oddities"][number], string> = {
  "address-changed-lately": "The e-mail address was changed lately. That can be a sign of a stolen account.",
  "account-linked-lately": "A login was linked lately. That can be a sign of a stolen account.",
  "identities-changed": "Logins were linked or unlinked after the person proved who they are.",
  "opened-without-sign-in": "Nobody signed in to ask for it.",
  "something-kept": "A part of the data stays, and somebody must answer for that.",
  repeated: "The person has a package of their data already, and insists on another one.",
  "hold-near": "A legal hold of this person was released lately, or stands on a linked account.",
  permanent: "No end is set. Two officers decide that.",
  "about-staff": "The person works here: they hold a role that policy names. Two officers decide that.",
  "needs-judgement": "Whether the law gives the right to it has to be weighed.",
};

type Contest = NonNullable<OfficerRequest["contest"]>;
export const contestGrounds: Record<Contest["ground"], string> = {
  "was-not-me": "It was not them",
  "not-true": "What the block rests on is not true",
  settled: "The matter is settled",
  "too-hard": "It is harder than necessary",
};
export const contestReasons: Record<NonNullable<Contest["answer"]>["because"], string> = {
  "reason-stands": "What it rests on was checked and is right",
  "risk-remains": "The account would still be at risk",
  "bound-by-law": "A law or an authority demands it",
  mistake: "It was a mistake",
  "reason-gone": "Its reason no longer applies",
  "too-hard": "It was harder than necessary",
  "was-not-them": "It was not the person",
};

export const stateStatuses: Record<Run["states"][number]["status"], string> = {
  done: "done",
  running: "running",
  waiting: "waiting",
  failed: "failed",
  redriven: "being tried again",
};

/** A sign beside the colour: a picture must be readable without colours too. */
export const stateSigns: Record<Run["states"][number]["status"], string> = {
  done: "●",
  running: "◐",
  waiting: "◷",
  failed: "✕",
  redriven: "↻",
};

const noticeWords: Record<string, string> = {
  acknowledged: "that we received it",
  confirmation: "the question whether they want it",
  objection: "that an officer opened it",
  question: "our question",
  extension: "that it takes longer",
  "hold-answer": "that a hold stands in the way",
  interim: "that we are not done",
  refusal: "the refusal",
  withdrawal: "that it is withdrawn",
  expiry: "that it has expired",
  completion: "that it is done",
  restriction: "that their data is only stored",
  lifting: "that the restriction will be lifted",
  kept: "that the restriction stays",
  answer: "what became of their contest",
  block: "why they are blocked, and how to contest it",
  lifted: "that it is lifted",
};

/** What a notice told: `question-2` is "our question". */
export const noticeInWords = (name: string): string =>
  noticeWords[name] ?? noticeWords[name.split("-")[0] ?? ""] ?? name.replaceAll("-", " ");

interface Attention {
  title: string;
  text: string;
}

/** What asks for an officer's eye without that the run has failed. */
const attentions: Record<string, Attention> = {
  ContestOverdue: {
    title: "A contest is overdue",
    text: "Somebody contests a block, and nobody has looked at it in time. Look at the block, and answer. The lead was told as well.",
  },
  RestrictionReviewDue: {
    title: "A restriction has to be looked at",
    text: "Whether its ground still holds is to be decided. Lift it, or keep it until another review. It stands meanwhile.",
  },
  LiftingNotTold: {
    title: "The person could not be told",
    text: "The restriction is to be lifted, and no mail reached the person. Tell them otherwise, then say so under Lift the restriction.",
  },
  DecisionOverdue: {
    title: "The decision is overdue",
    text: "The due date came without a decision, and the person was told so. Nothing is decided by itself: approve or refuse now.",
  },
  HoldReviewDue: {
    title: "A legal hold is to be reviewed",
    text: "Look whether it must still stand. Keep it until another review, or ask for its release.",
  },
  BlockReviewDue: {
    title: "This block is to be looked at",
    text: "Look whether it must still stand. Keep it until another day, or lift it.",
  },
  BacklogTooLong: {
    title: "It will be late for want of room",
    text: "More requests wait than the cap lets through before this one is due. Raise the cap in policy.yaml, while there is time.",
  },
  GateMissing: {
    title: "The tenant has no gate",
    text: "The Action terms-gate is not there or not bound. Deploy and bind it, then try again. Nobody was asked, and nothing was changed.",
  },
  GateNotBuilt: {
    title: "The tenant could not build the gate",
    text: "What was in force before stays in force. Look at the Action terms-gate in the tenant's dashboard, then try again.",
  },
  MailingGone: {
    title: "A mailing stood still for too long",
    text: "Whom it goes to is let go after two weeks. Stop or undo this campaign, and publish what is still to be said as a version of its own.",
  },
  AccountCameBack: {
    title: "The deleted account is there again",
    text: "A look back found it, with the same date of creation: something restored it. Find out what, delete it there, and try again.",
  },
  IdentityChanged: {
    title: "The account is another one now",
    text: "Somebody deleted it and made another under its id. Nothing was touched. Find out which one is meant before you go on.",
  },
};

/** Why an officer should look, and what to do about it. */
export const attentionInWords = ({ error, since }: NonNullable<OfficerRequest["attention"]>): Attention =>
  attentions[error] ?? {
    title: "The run has stopped",
    text: `It failed with ${error} on ${momentOf(since)}. Nothing is lost: look at the step that failed, see to its cause, and try again.`,
  };

/** "You", or an officer by the end of their reference: names are no part of the record. */
export const whoIs = (actor: string): string => {
  if (actor === "me") return "You";
  if (actor.startsWith("officer:")) return `Officer …${actor.slice(-4)}`;
  return actor === "person" ? "The person" : "Habeas";
};

/** The same behind "by". */
export const byWhom = (actor: string): string => whoIs(actor).replace(/^You$|^The/, (word) => word.toLowerCase());

/** What the record's own names would not tell everybody. */
const eventWords: Record<string, string> = {
  "acknowledged-told": "The person was told that we received it",
  "completion-told": "The person was told that it is done",
  "withdrawal-told": "The person was told that it is withdrawn",
  "refusal-told": "The person was told that it is refused",
  "recipients-listed": "Recipients were put on the list",
  "recipient-asking": "A recipient is asked",
  "recipient-answer-refused": "A second, different answer of a recipient was not accepted",
  "recipient-unanswered": "A recipient has not answered in time",
  "notice-told": "Everybody was told",
  "notice-gathered": "Who is told was gathered",
  "accounts-listed": "The tenant was asked for its accounts",
  "gate-asking": 'The gate asks at login; "later" is allowed',
  "gate-required": "The gate lets nobody in without acceptance",
  "campaign-stop-decided": "The campaign is to be stopped",
  "campaign-undo-decided": "The campaign is to be undone",
  "link-made": "A link for the mail was made",
  "access-counted": "Sessions and grants were counted",
  "access-revoked": "Sessions, tokens and grants were ended",
  "nobody-signed-in": "Nobody is signed in any more",
  "traces-cleared": "Invitations and blocks were cleared",
  "absence-verified": "The account is gone, by direct read",
  "purged-to-closing-record": "Everything but the closing record was forgotten",
  "refusal-refused": "A refusal was not accepted",
  "approval-refused": "An approval was not accepted",
  "block-passed": "The fence let the block pass",
  "block-imposed": "The block was set",
  "access-ended": "Sessions, tokens and grants were ended",
  "shut-out": "Nothing lets the person in any more",
  "block-told": "The person was told why, and how to contest it",
  "lifted-told": "The person was told that it is lifted",
  "block-event-refused": "Something that did not fit where the block stands was not done",
  "account-marked": "The account was marked, so that no campaign asks the person",
  "restriction-told": "The person was told that their data is only stored",
  "restriction-lifting-announced": "Somebody decided that the restriction is to be lifted",
  "lifting-told": "The person was told that the restriction will be lifted",
  "kept-told": "The person was told that the restriction stays",
  "restriction-event-refused": "Something that did not fit where the restriction stands was not done",
  "contest-event-refused": "An answer that did not fit was not taken",
  "account-is-gone": "The account is deleted, and this has nothing left to stand over",
  "person-revealed": "Somebody looked up who it is",
};

/** `account-blocked` as "Account blocked"; of an intent, that it is about to be. */
export const eventInWords = (event: string): string => {
  const isIntent = event.endsWith("-intended");
  const name = event.replace(/-intended$/, "");
  const words = eventWords[name.replace(/-\d+-/, "-")] ?? name.replaceAll("-", " ");
  return isIntent
    ? `Begun: ${words.charAt(0).toLowerCase()}${words.slice(1)}`
    : words.charAt(0).toUpperCase() + words.slice(1);
};

const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
export const dayOf = (instant: string): string => day.format(new Date(instant));
export const momentOf = (instant: string): string => moment.format(new Date(instant));

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** How the legal clock stands. */
export const clockOf = ({ status, daysLeft, dueAt, suspended }: OfficerRequestRow): string => {
  // it is answered, and no time of the law runs
  if (status === "in-force") return `To be looked at by ${dayOf(dueAt)}`;
  const left =
    daysLeft < 0
      ? `${counted(-daysLeft, "day")} overdue`
      : daysLeft === 0
        ? "Due today"
        : `${counted(daysLeft, "day")} left`;
  return `${left} (due ${dayOf(dueAt)}${suspended ? ", the clock stands still" : ""})`;
};

export const ageOf = (receivedAt: string): string => {
  const days = Math.floor((Date.now() - Date.parse(receivedAt)) / 86_400_000);
  return days === 0 ? "today" : `${counted(days, "day")} ago`;
};
