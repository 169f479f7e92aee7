import type { Block, BruteForceBlocks, ClearBruteForceBlocksData } from "../shared/client/index.ts";
import { dayOf, momentOf } from "./words.ts";

// The console's words for what the API names about blocks.

export const blockReasons: Record<Block["reason"], string> = {
  abuse: "Abuse",
  fraud: "Fraud",
  "breached-password": "Breached password",
  "risky-login": "Risky login",
  "authority-order": "Order of an authority",
  "rights-of-others": "Rights of others",
};

export const blockStates: Record<Block["state"], string> = {
  proposed: "Proposed",
  imposing: "Being carried out",
  "in-force": "In force",
  "review-due": "To be looked at",
  lifting: "Being taken back",
  declined: "Came to nothing",
  ended: "Over",
};

export const blockColours: Partial<Record<Block["state"], string>> = {
  proposed: "yellow",
  "review-due": "red",
  declined: "gray",
  ended: "gray",
};

export const isBlockOver = ({ state }: Pick<Block, "state">): boolean => state === "declined" || state === "ended";

type Because = NonNullable<Block["over"]>["because"];

const becauseWords: Record<Because, string> = {
  "time-over": "its time was over",
  reviewed: "an officer looked at it",
  contested: "the person contested it, and was right",
  mistake: "it was a mistake",
  "not-reviewed": "an event had begun it, and nobody looked at it in time",
  "not-approved": "no other officer approved it in time",
  protected: "the account is protected by policy",
  restricted: "the person's data is restricted",
  "account-gone": "the account is gone, or is another one now",
  "too-many": "too many blocks stand for this person already",
  stopped: "an officer stopped the list that it came with",
};

export const becauseInWords = (because: Because): string => becauseWords[because];

export const reachInWords = (reach: Block["reach"]): string =>
  reach === "everywhere"
    ? "everywhere"
    : [
        ...reach.clients.map((each) => `application ${each}`),
        ...reach.connections.map((each) => `connection ${each}`),
      ].join(", ");

/** When a block ends, as far as it says so itself. */
export const endInWords = (end: Block["end"]): string => {
  if (end.kind === "until") return `until ${momentOf(end.at)}`;
  return end.kind === "review" ? `until an officer looks at it, by ${dayOf(end.by)}` : "until an officer lifts it";
};

/** What comes next of it, and when. */
export const nextInWords = ({ state, end, lookAt, reviewAt }: Block): string | undefined => {
  if (state === "declined" || state === "ended" || state === "lifting") return undefined;
  if (state === "proposed") return `lapses ${dayOf(lookAt)}`;
  if (state === "review-due") return `due since ${dayOf(reviewAt ?? lookAt)}`;
  return end.kind === "until" ? `ends ${dayOf(lookAt)}` : `to be looked at ${dayOf(lookAt)}`;
};

export const clearingReasons: Record<ClearBruteForceBlocksData["query"]["because"], string> = {
  "person-asked": "The person asked for it",
  "identity-checked": "We have checked that it is the person",
  mistake: "It was a mistake",
};

/** How many addresses somebody is held back from, and whether that is all that shuts them out. */
export const heldBackInWords = ({ blocks }: BruteForceBlocks): string =>
  blocks.length === 0
    ? "Auth0 holds this account back from no address."
    : `After too many wrong passwords Auth0 holds this account back from ${blocks.length === 1 ? "one address" : `${blocks.length} addresses`}.`;
