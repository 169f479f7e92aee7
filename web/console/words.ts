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
  unblock: "Unblock",
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

/** "You", or an officer by the end of their reference: names are no part of the record. */
export const whoIs = (actor: string): string => {
  if (actor === "me") return "You";
  if (actor.startsWith("officer:")) return `Officer …${actor.slice(-4)}`;
  return actor === "person" ? "The person" : "Habeas";
};

/** What the record's own names would not tell everybody. */
const eventWords: Record<string, string> = {
  "acknowledged-told": "The person was told that we received it",
  "completion-told": "The person was told that it is done",
  "withdrawal-told": "The person was told that it is withdrawn",
  "refusal-told": "The person was told that it is refused",
  "link-made": "A link for the mail was made",
  "access-counted": "Sessions and grants were counted",
  "access-revoked": "Sessions, tokens and grants were ended",
  "nobody-signed-in": "Nobody is signed in any more",
  "traces-cleared": "Invitations and blocks were cleared",
  "absence-verified": "The account is gone, by direct read",
  "purged-to-closing-record": "Everything but the closing record was forgotten",
  "refusal-refused": "A refusal was not accepted",
  "approval-refused": "An approval was not accepted",
  "person-revealed": "Somebody looked up who it is",
};

/** `account-blocked` as "Account blocked"; of an intent, that it is about to be. */
export const eventInWords = (event: string): string => {
  const isIntent = event.endsWith("-intended");
  const name = event.replace(/-intended$/, "");
  const words = eventWords[name] ?? name.replaceAll("-", " ");
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
export const clockOf = ({ daysLeft, dueAt, suspended }: OfficerRequestRow): string => {
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
