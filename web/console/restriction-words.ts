import type { OfficerRequest } from "../shared/client/index.ts";

// What the record calls a restriction, in words.

type Restriction = NonNullable<OfficerRequest["restriction"]>;
export const restrictionStates: Record<Restriction["state"], string> = {
  asked: "asked for",
  standing: "the data is only stored",
  "review-due": "the data is only stored; somebody has to look whether its ground still holds",
  announced: "the data is only stored; the person is told that it will be lifted",
  lifting: "being lifted",
  declined: "never began",
  ended: "over",
};
export const restrictionGrounds: Record<Restriction["ground"], string> = {
  "accuracy-contested": "The person contests that the data is right",
  unlawful: "Our use is unlawful, and the person wants no deletion",
  "needed-for-claims": "The person needs the data for legal claims",
  "objection-pending": "The person objected, and it is being checked",
};

type Over = NonNullable<Restriction["over"]>["because"];
/** What an officer may say; the last one is the story's own. */
export type LiftingReason = Exclude<Over, "account-gone">;
export const liftingReasons: Record<LiftingReason, string> = {
  "data-is-right": "The data was checked, and is right",
  "data-corrected": "The data is corrected",
  "objection-decided": "The objection is decided",
  "ground-gone": "Its ground no longer applies",
  "person-asks": "The person asks for it",
  mistake: "It was begun by mistake",
};
/** Why it is lifted, or was, in the middle of a sentence. */
export const becauseOf = (because: Over): string =>
  because === "account-gone" ? "the account is deleted" : lowered(liftingReasons[because]);

const lowered = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
