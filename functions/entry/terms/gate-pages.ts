import { createHash } from "node:crypto";
import type { Instant } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Locale } from "#kernel/subject.ts";
import type { DocumentText } from "#kernel/terms.ts";
import type { OpenGateSession } from "#requests/gate-session.ts";
import { day } from "#requests/letter.ts";
import type { Answer } from "../api/answer.ts";
import { escaped, formOf, htmlPage } from "../links/page.ts";
import { termsWords } from "./words.ts";

// The pages between a login and its application: written without scripts, so that they work in any browser and inside any app. The one
// script there is only presses the button that goes on.

export interface GatePage {
  locale: Locale;
  policy: Policy;
  /** The address of the page itself, as a path. */
  action: string;
  token: string;
  session: OpenGateSession;
}

export interface AskedText {
  version: string;
  text: DocumentText;
  locale: Locale;
  /** Where the text can be fetched as a file. */
  download: string;
  /** When "later" ends. */
  graceEndsAt?: Instant | undefined;
}

const applicationOf = ({ locale, session }: GatePage): string =>
  session.application === "" ? termsWords[locale].application : session.application;

const foot = (locale: Locale, policy: Policy): string[] => [
  termsWords[locale].questions(policy.controller.contact),
  policy.controller.name,
];

const fieldsOf = ({ token, session, locale }: GatePage) => ({
  session_token: token,
  state: session.state,
  lang: locale,
});

/** The same page in the other language; a form, because the token belongs into no list of visited addresses. */
const otherLanguage = (page: GatePage): string => {
  const lang: Locale = page.locale === "en" ? "de" : "en";
  const fields = { ...fieldsOf(page), lang, choice: "look" };
  return `<div lang="${lang}">${formOf({ label: termsWords[page.locale].other, isAct: false, action: page.action, fields })}</div>`;
};

const choice = (page: GatePage, value: string, label: string, isAct = false): string =>
  formOf({ label, isAct, action: page.action, fields: { ...fieldsOf(page), choice: value } });

const dayOf = (page: GatePage, moment: Instant | undefined): string =>
  moment === undefined ? "" : day(page.locale, moment, page.policy);

/** What changed, the whole text, and the choice. Yes and No look alike but for the one that goes on. */
export const askPage = (page: GatePage, { version, text, locale, download, graceEndsAt }: AskedText): Answer => {
  const { policy, session } = page;
  const words = termsWords[page.locale];
  const application = applicationOf(page);
  const isSoft = session.mode === "soft";
  const hint = isSoft ? words.softHint(dayOf(page, graceEndsAt)) : words.hardHint(application);
  const changes =
    text.changesHtml === undefined
      ? ""
      : `<section aria-labelledby="changed" lang="${locale}"><h2 id="changed">${escaped(words.changed)}</h2>${text.changesHtml}</section>`;
  return htmlPage(200, {
    locale: page.locale,
    title: words.newTitle,
    main: `<p>${escaped(words.newLead(policy.controller.name, application))}</p>
${changes}
<details lang="${locale}"><summary>${escaped(words.whole)}</summary><div class="text">${text.html}</div></details>
<p><a href="${escaped(download)}" download>${escaped(words.download)}</a> · ${escaped(words.version(version))}</p>
<p>${escaped(hint)}</p>
<div class="choices">${choice(page, "accept", words.accept, true)}${isSoft ? choice(page, "later", words.later) : ""}${choice(page, "decline", words.decline)}</div>
${otherLanguage(page)}`,
    foot: foot(page.locale, policy),
  });
};

/** What a No means, and what one can do then. */
export const declinedPage = (
  page: GatePage,
  { portalUrl, graceEndsAt, goOn }: { portalUrl: string; graceEndsAt?: Instant | undefined; goOn: GoOn },
): Answer => {
  const words = termsWords[page.locale];
  const application = applicationOf(page);
  const isSoft = page.session.mode === "soft";
  const said = isSoft ? words.declinedSoft(dayOf(page, graceEndsAt)) : words.declinedHard(application);
  const link = (path: string, label: string) => `<li><a href="${escaped(portalUrl)}${path}">${escaped(label)}</a></li>`;
  return htmlPage(200, {
    locale: page.locale,
    title: words.declinedTitle,
    main: `<p>${escaped(said)}</p><p>${escaped(words.stays)}</p>
<ul>${link("/export", words.takeData)}${link("/delete", words.deleteAccount)}</ul>
<div class="choices">${choice(page, "look", words.back)}${goOnForm(goOn, isSoft ? words.goWithout(application) : words.leave(application))}</div>`,
    foot: foot(page.locale, page.policy),
    leavesTo: true,
  });
};

/** Where the login goes on, and the signed answer it goes on with. */
export interface GoOn {
  /** The tenant's /continue, with the login's state. */
  url: string;
  answer: string;
}

const goOnForm = ({ url, answer }: GoOn, label: string): string =>
  formOf({ label, isAct: true, action: url, fields: { terms_answer: answer } });

const pressTheButton = "document.forms[0].submit()";
const pressHash = createHash("sha256").update(pressTheButton).digest("base64");

/** It is on record: the login goes on by itself, or by the button where scripts are off. */
export const goOnPage = (
  page: GatePage,
  because: "accepted" | "later" | "spared",
  when: Instant | undefined,
  goOn: GoOn,
): Answer => {
  const words = termsWords[page.locale];
  const date = dayOf(page, when);
  const said = {
    accepted: [words.acceptedTitle, words.acceptedText(date)],
    later: [words.laterTitle, date === "" ? "" : words.laterText(date)],
    spared: [words.sparedTitle, words.sparedText],
  } as const;
  const [title, text] = said[because];
  return htmlPage(200, {
    locale: page.locale,
    title,
    main: `<p>${escaped(text)}</p>${goOnForm(goOn, words.goOn(applicationOf(page)))}`,
    foot: foot(page.locale, page.policy),
    leavesTo: true,
    script: { text: pressTheButton, hash: pressHash },
  });
};

/** Forged, over, replayed, or nothing at all: always the same words. */
export const overPage = (locale: Locale, policy: Policy): Answer =>
  htmlPage(401, {
    locale,
    title: termsWords[locale].overTitle,
    main: `<p>${escaped(termsWords[locale].overText)}</p>`,
    foot: foot(locale, policy),
  });

/** The gate asks for a text that this deployment does not have. */
export const noTextPage = (locale: Locale, policy: Policy): Answer =>
  htmlPage(503, {
    locale,
    title: termsWords[locale].noTextTitle,
    main: `<p>${escaped(termsWords[locale].noTextText)}</p>`,
    foot: foot(locale, policy),
  });
