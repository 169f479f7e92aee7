import type { AuditEntry, AuditFacts } from "#kernel/audit-entry.ts";

/** What a line of the timeline says. */
export interface Sentence {
  what: string;
  detail?: string;
}

const count = (facts: AuditFacts, name: string, one: string, many: string): string => {
  const number = facts[name];
  return typeof number === "number" ? `${number} ${number === 1 ? one : many}` : `${many} not listed by this plan`;
};

const sentences: Record<string, (facts: AuditFacts) => Sentence> = {
  "identity-bound": (facts) => ({
    what: "Identity bound",
    detail: count(facts, "identities", "login", "linked logins"),
  }),
  "acknowledged-told": () => ({
    what: "Acknowledged by mail; now waiting out the cooling-off",
    detail: "until then it can be withdrawn",
  }),
  "deletion-planned": (facts) => ({
    what: "Planned: what is deleted, what is kept",
    detail: `an officer looks, because: ${Array.isArray(facts.oddities) ? facts.oddities.join(", ") : ""}`,
  }),
  "plan-approved": (facts) => ({
    what: "Approved by an officer, with a second factor",
    detail: `plan ${String(facts.planDigest).slice(0, 8)}…`,
  }),
  "point-of-no-return-passed": (facts) => ({
    what: "Point of no return",
    detail: `no hold, not withdrawn, approved, ${facts.selfService} this hour`,
  }),
  "account-blocked": () => ({ what: "Blocked: nobody signs in any more" }),
  "access-revoked": (facts) => ({
    what: "Revoked",
    detail: [
      count(facts, "sessions", "session", "sessions"),
      count(facts, "refreshTokens", "refresh token", "refresh tokens"),
      count(facts, "deviceCredentials", "device credential", "device credentials"),
      count(facts, "grants", "grant", "grants"),
    ].join(", "),
  }),
  "nobody-signed-in": () => ({ what: "Nobody is signed in", detail: "the lists are empty" }),
  "traces-cleared": (facts) => ({
    what: "Cleared what would stay behind",
    detail: count(facts, "invitations", "invitation", "invitations"),
  }),
  "account-deleted": () => ({ what: "Account deleted" }),
  "absence-verified": (facts) => ({ what: "Verified that it is gone", detail: `${facts.identitiesRead} direct reads` }),
  "purged-to-closing-record": () => ({ what: "Everything forgotten but the closing record" }),
  "receipt-signed": () => ({ what: "Receipt signed" }),
  "completion-told": () => ({ what: "Receipt mailed" }),
  "address-dropped": () => ({ what: "Mail address dropped" }),
  "recheck-done": (facts) => ({ what: `Clock wound to look ${facts.number}`, detail: "nothing came back" }),
  "closing-key-destroyed": () => ({ what: "Closing record destroyed" }),
};

/** An audit entry in a person's words; undefined for entries that only matter to an auditor. */
export const sentenceOf = ({ event, facts }: AuditEntry): Sentence | undefined =>
  Object.hasOwn(sentences, event) ? sentences[event]?.(facts) : undefined;
