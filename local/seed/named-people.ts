import { instantOf } from "#kernel/instant.ts";
import type { Identity, User } from "#local/tenant/records.ts";
import { identityOf, person } from "./person.ts";

/** The hard cases, by name. Everybody with a database login has the password `habeas`. */

export const password = "habeas";
/** What every second factor here answers with. */
export const secondFactorCode = "123456";

const link = (userId: string, email: string, name: string): Identity => ({
  ...identityOf(userId),
  profileData: { email, email_verified: true, name },
});

/** Two logins in one account, and something of everything that can be revoked. */
export const ada = "auth0|ada";
export const adaLinked = "google-oauth2|117253905812400000001";
export const unverified = "auth0|unverified";
export const phoneOnly = "sms|5f3c9a1b2d4e6f7081920a01";
export const passwordless = "email|5f3c9a1b2d4e6f7081920a02";
export const blocked = "auth0|blocked";
export const organizationMember = "auth0|olga";
export const organizationOwner = "auth0|otto";
export const nonAscii = "auth0|zoe";
export const nonLatin = "auth0|yuki";
/** A profile just below 10 KB. */
export const largeMetadata = "auth0|large";
export const socialOnly = "google-oauth2|117253905812400000002";
export const enterprise = "samlp|example-saml|erika.mustermann@corp.example.com";
/** One e-mail address, two accounts. */
export const sameEmailDatabase = "auth0|sam";
export const sameEmailSocial = "google-oauth2|117253905812400000003";
/** Two database logins in one account. */
export const twoPasswords = "auth0|tom";
export const held = "auth0|held";

export const admin = "auth0|admin";
export const officer = "auth0|officer";
export const officer2 = "auth0|officer2";
export const leadOfficer = "auth0|lead";
export const auditor = "auth0|auditor";

/** Named here, held elsewhere: a hold is a matter of Habeas, and the tenant knows nothing of it. */
export const peopleUnderHold: readonly string[] = [held];

/** Officers and the like: protected from deletion by policy, and everybody but the administrator has a second factor. */
export const staff: Record<string, string[]> = {
  [admin]: ["admin"],
  [officer]: ["officer"],
  [officer2]: ["officer"],
  [leadOfficer]: ["lead officer"],
  [auditor]: ["auditor"],
};
export const withSecondFactor: readonly string[] = [officer, officer2, leadOfficer, auditor, admin];

const orders = Array.from({ length: 92 }, (_, index) => ({
  order: `A-${10_000 + index}`,
  placed: instantOf(Date.UTC(2025, index % 12, 1 + (index % 28))),
  note: "left with the neighbours, third floor",
}));

const staffPeople = (): User[] => [
  person({ userId: admin, name: "Adam Admin", email: "admin@example.com", multifactor: true }),
  person({ userId: officer, name: "Olivia Officer", email: "officer@example.com", multifactor: true }),
  person({ userId: officer2, name: "Oskar Officer", email: "officer2@example.com", multifactor: true, lang: "de" }),
  person({ userId: leadOfficer, name: "Lea Lead", email: "lead@example.com", multifactor: true }),
  person({ userId: auditor, name: "Audrey Auditor", email: "auditor@example.com", multifactor: true }),
];

export const namedPeople = (): User[] => [
  person({
    userId: ada,
    name: "Ada Lovelace",
    email: "ada@example.com",
    linked: [link(adaLinked, "ada.lovelace@gmail.example.com", "Ada Lovelace")],
    userMetadata: { newsletter: true, favourite_colour: "green" },
    appMetadata: { customer_number: "C-1815" },
    logins: 42,
  }),
  person({ userId: unverified, name: "Uma Unverified", email: "unverified@example.com", emailVerified: false }),
  person({ userId: phoneOnly, name: "+4915112345678", phone: "+4915112345678", lang: "de" }),
  person({ userId: passwordless, name: "Paula Passwordless", email: "passwordless@example.com" }),
  person({ userId: blocked, name: "Bob Blocked", email: "blocked@example.com", blocked: true }),
  person({ userId: organizationMember, name: "Olga Member", email: "olga@example.com" }),
  person({ userId: organizationOwner, name: "Otto Owner", email: "otto@example.com", lang: "de" }),
  person({ userId: nonAscii, name: "Zoë Müller-Łukasiewicz", email: "zoe@example.com", lang: "de" }),
  person({
    userId: nonLatin,
    name: "山田 雪",
    email: "yuki@example.com",
    userMetadata: { greeting: "こんにちは 🌸", note: "مرحبا" },
  }),
  person({ userId: largeMetadata, name: "Lara Large", email: "large@example.com", userMetadata: { orders } }),
  person({ userId: socialOnly, name: "Sofia Social", email: "sofia@gmail.example.com" }),
  person({ userId: enterprise, name: "Erika Mustermann", email: "erika.mustermann@corp.example.com", lang: "de" }),
  person({ userId: sameEmailDatabase, name: "Sam Same", email: "sam@example.com" }),
  person({ userId: sameEmailSocial, name: "Sam Same", email: "sam@example.com" }),
  person({
    userId: twoPasswords,
    name: "Tom Twice",
    email: "tom@example.com",
    linked: [link("auth0|tom-work", "tom@work.example.com", "Tom Twice")],
  }),
  person({ userId: held, name: "Hanna Held", email: "held@example.com", lang: "de" }),
  ...staffPeople(),
];
