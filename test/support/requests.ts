import type { RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Plan } from "#kernel/plan.ts";
import { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Hold, SubjectState } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Facts } from "#ports/requests/requests.ts";

export const at = (text: string): Instant => (text.length === 10 ? `${text}T09:00:00.000Z` : text) as Instant;
export const subjectRef = (letter = "a"): SubjectRef => `sub_${letter.repeat(22)}` as SubjectRef;
export const requestId = (letter = "A"): RequestId => `01${letter.repeat(24)}` as RequestId;

export const aPolicy = (deletion: Record<string, unknown> = {}): Policy =>
  Policy.parse({
    controller: {
      name: "Example Ltd",
      contact: "privacy@example.com",
      supervisoryAuthority: "BayLDA",
      officers: { digest: "officers@example.com", lead: "lead@example.com", webhook: null },
      calendar: { country: "DE", region: "BY", timeZone: "Europe/Berlin" },
    },
    deletion: {
      coolingOff: "7 days",
      approval: "never",
      decideWithin: "5 days",
      changedLately: "14 days",
      confirm: { within: "14 days", remind: ["3 days", "7 days"] },
      cap: { selfService: { perHour: 2 }, officerWork: { perHour: 1, ofUsersPerDay: "1 %" } },
      recheck: ["7 days", "30 days"],
      protected: { roles: ["admin"], users: [] },
      keeps: [],
      ...deletion,
    },
    export: {
      keep: "7 days",
      offerAgainWithin: "7 days",
      cut: [],
      sheet: {
        purposes: [{ en: "Your account", de: "Ihr Konto" }],
        categories: [{ en: "Profile", de: "Profil" }],
        retention: { en: "As long as the account.", de: "Solange das Konto." },
        source: { en: "Yourself.", de: "Sie selbst." },
        automatedDecisions: { en: "None.", de: "Keine." },
        transfers: { en: "None.", de: "Keine." },
      },
    },
    blocking: {
      decideWithin: "3 days",
      fourEyes: { permanent: true, roles: ["officer"] },
      protected: { roles: ["admin"], users: [] },
      cap: { perHour: 10, ofUsersPerDay: "10 %" },
      reviewWithin: "3 days",
      reviewPermanent: "180 days",
      noticeBeforeLifting: "3 days",
    },
    rightsSession: { link: "1 h", session: "15 min" },
    warnBefore: ["7 days", "2 days"],
    retention: { receipts: "3 years", audit: "3 years", events: "45 days" },
    events: { silentAfter: "1 h" },
    terms: {
      versions: [],
      flag: "habeas_terms",
      grace: "30 days",
      mailsPerMinute: 600,
      remindBefore: ["14 days", "3 days"],
      neverGate: ["admin"],
    },
    reactions: [],
    locales: ["en", "de"],
  });

/** A plan that asks for nobody's yes. */
export const aPlan = (more: Partial<Plan> = {}): Plan => ({
  digest: "a".repeat(64),
  shape: "b".repeat(64),
  accounts: "c".repeat(64),
  madeAt: at("2026-11-30"),
  systems: [{ system: "sign-in provider (Auth0)", counts: { accounts: 1 } }],
  keeps: [],
  oddities: [],
  approvalsNeeded: 0,
  ...more,
});

/** An account as the tenant shows it: one login, nothing unusual. */
export const anAccount = (more: Partial<Account> = {}): Account => ({
  userId: "auth0|ada" as UserId,
  createdAt: at("2025-01-01"),
  identities: [{ userId: "auth0|ada" as UserId, connection: "Users", social: false }],
  email: "ada@example.com",
  emailVerified: true,
  blocked: false,
  addresses: ["ada@example.com"],
  appMetadata: [],
  ...more,
});

export const aRequest = (more: Partial<PrivacyRequest> = {}): PrivacyRequest => ({
  requestId: requestId(),
  kind: "deletion",
  channel: "self-service",
  subjectRef: subjectRef(),
  linkedRefs: [],
  status: "cooling-off",
  receivedAt: at("2026-11-23"),
  dueAt: at("2026-12-23"),
  policyDigest: "0".repeat(64),
  attempt: 1,
  unstarted: false,
  progress: {},
  ...more,
});

export const aSubject = (more: Partial<SubjectState> = {}): SubjectState => ({
  subjectRef: subjectRef(),
  holds: [],
  open: { deletion: requestId() },
  ...more,
});

export const aHold = (more: Partial<Hold> = {}): Hold => ({
  holdId: "hold-1",
  owner: "officer:one",
  ground: "legal claims, Article 17(3)(e)",
  placedAt: at("2026-11-24"),
  reviewAt: at("2026-12-10"),
  ...more,
});

export const someFacts = (more: Partial<Facts> = {}): Facts => ({
  request: aRequest({ progress: { plan: aPlan() } }),
  subjects: [aSubject()],
  waits: [],
  recipients: [],
  killSwitch: { off: false },
  slots: [],
  ...more,
});
