import type { RecipientQuestion, Task } from "../shared/client/index.ts";
import { dayOf } from "./words.ts";

// The console's words for recipients and tasks.

export const verbs: Record<RecipientQuestion["verb"], string> = {
  export: "hand over the data",
  erase: "delete the data",
  correct: "correct the data",
  restrict: "stop using the data",
  lift: "use the data again",
};

const obstacles: Record<NonNullable<RecipientQuestion["because"]>, string> = {
  "person-not-found": "it does not find the person",
  "verb-not-supported": "it cannot do that",
  "technical-fault": "something is broken there",
};

export const countsOf = (counts: Record<string, number> = {}): string => {
  const all = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return all.length === 0 ? "" : ` (${all.join(", ")})`;
};

const reason = ({ ground, law, because }: RecipientQuestion): string =>
  [ground?.replaceAll("-", " "), law, because && obstacles[because]].flatMap((word) => word ?? []).join(", ");

/** How a question stands, in a sentence. */
export const standingOf = (question: RecipientQuestion): string => {
  const { status, answerBy, tries, trouble, counts, late, kind } = question;
  const after = late === true ? ", after its time" : "";
  switch (status) {
    case "listed":
      return trouble === undefined
        ? "Not asked yet"
        : `Could not be reached so far: ${tries} ${tries === 1 ? "try" : "tries"}, the last ended with ${trouble.what}`;
    case "asked":
      return `${kind === "manual" ? "An officer sees to it" : "It knows"}; its time ends on ${dayOf(answerBy)}${trouble === undefined ? "" : ` (it did not understand us: ${trouble.what})`}`;
    case "done":
      return `Done${countsOf(counts)}${after}`;
    case "partly":
      return `Done in part${countsOf(counts)}${after}: ${reason(question)}`;
    case "refused":
      return `Refused${after}: ${reason(question)}`;
    case "impossible":
      return `It cannot${after}: ${reason(question)}`;
    case "unanswered":
      return `No answer by ${dayOf(answerBy)}. One that comes later still counts`;
  }
};

const taskKinds: Record<Exclude<Task["kind"], "ask-recipient">, string> = {
  "breached-password": "A password stands in a leak",
  "brute-force": "Somebody tried many passwords",
  "risky-login": "A login that may not be the person's",
  "deleted-elsewhere": "An account was deleted elsewhere",
  "deletion-failed": "A deletion failed at Auth0",
  "action-failed": "An Action failed at Auth0",
  "block-lifted": "A block was lifted by the way",
};

export const taskTitle = ({ kind, recipient }: Task): string => {
  if (kind !== "ask-recipient") return taskKinds[kind];
  return recipient === undefined ? "Ask a recipient" : `Ask ${recipient.recipient} to ${verbs[recipient.verb]}`;
};
