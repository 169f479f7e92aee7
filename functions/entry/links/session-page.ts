import { blockOf } from "#kernel/block.ts";
import { ContestGround } from "#kernel/contest.ts";
import type { Instant } from "#kernel/instant.ts";
import { standingPackage } from "#kernel/package.ts";
import type { Policy } from "#kernel/policy.ts";
import { isEnd, type PrivacyRequest, type RequestKind } from "#kernel/request.ts";
import { RestrictionGround } from "#kernel/restriction.ts";
import type { Locale } from "#kernel/subject.ts";
import { isContestable } from "#requests/contests.ts";
import { day } from "#requests/letter.ts";
import { isWithdrawable } from "#requests/withdraw.ts";
import type { Answer } from "../api/answer.ts";
import { type Form, page } from "./page.ts";
import {
  askWords,
  contestWords,
  downloadWords,
  restrictionWords,
  type SessionNotice,
  said,
  whyWords,
} from "./session-words.ts";
import { kindInWords, standingInWords } from "./standing.ts";

const foot = (locale: Locale, { controller }: Policy): string[] => [
  `${locale === "de" ? "Fragen" : "Questions"}: ${controller.contact}`,
  controller.name,
];

/** The page behind an access link: before its button, and when it is no good any more. */
export const accessPage = (name: "enter" | "over", locale: Locale, policy: Policy): Answer => {
  const minutes = Math.round(policy.rightsSession.session / 60);
  const words = {
    en: {
      enter: {
        title: "Your privacy rights",
        paragraphs: [
          `You can see your requests here, ask for a copy of your data or to have your account deleted, or take a request back. You have ${minutes} minutes; after that ask for a new link.`,
        ],
        forms: [{ label: "Go on", isAct: true }],
      },
      over: {
        title: "This link does not work any more",
        paragraphs: [
          "A link works once, and only for a while. Please ask for a new one.",
          `If you cannot get any further, write to ${policy.controller.contact}.`,
        ],
      },
    },
    de: {
      enter: {
        title: "Ihre Datenschutzrechte",
        paragraphs: [
          `Hier sehen Sie Ihre Anfragen, können eine Kopie Ihrer Daten anfordern, Ihr Konto löschen lassen oder eine Anfrage zurückziehen. Sie haben ${minutes} Minuten; danach fordern Sie einfach einen neuen Link an.`,
        ],
        forms: [{ label: "Weiter", isAct: true }],
      },
      over: {
        title: "Dieser Link gilt nicht mehr",
        paragraphs: [
          "Ein Link gilt einmal und nur eine Weile. Bitte fordern Sie einen neuen an.",
          `Wenn Sie nicht weiterkommen, schreiben Sie an ${policy.controller.contact}.`,
        ],
      },
    },
  } as const;
  const { title, paragraphs, ...rest } = words[locale][name];
  const forms: Form[] = "forms" in rest ? [...rest.forms] : [];
  return page(name === "enter" ? 200 : 404, {
    locale,
    title,
    paragraphs: [...paragraphs],
    forms,
    foot: foot(locale, policy),
  });
};

interface SessionContent {
  /** Where its forms go. */
  action: string;
  session: string;
  requests: PrivacyRequest[];
  now: Instant;
  notice?: SessionNotice;
  /** The signed address of the package that was asked for. */
  download?: string;
}

/** The page of a rights session: no scripts, so that it works wherever a mail does. The session goes with each form, in no address. */
export const sessionPage = (
  locale: Locale,
  policy: Policy,
  { action, session, requests, now, notice, download }: SessionContent,
): Answer => {
  const hidden = { session };
  const isOpen = (wanted: RequestKind) => requests.some(({ kind, status }) => kind === wanted && !isEnd(status));
  const lines = requests.map((request) => {
    const { requestId, kind, status } = request;
    const [received, due] = [day(locale, request.receivedAt, policy), day(locale, request.dueAt, policy)];
    const stands = `${kindInWords[kind][locale]}, ${received}: ${standingInWords(request, locale)}.`;
    if (isEnd(status)) return `${stands} (${requestId})`;
    return locale === "de"
      ? `${stands} Antwort spätestens am ${due}. (${requestId})`
      : `${stands} We answer by ${due}. (${requestId})`;
  });
  const none = locale === "de" ? "Sie haben noch keine Anfragen." : "You have no requests yet.";
  const keep: Record<"deletion" | "other", string> =
    locale === "de"
      ? { deletion: "Mein Konto behalten", other: "Anfrage zurückziehen" }
      : { deletion: "Keep my account", other: "Take the request back" };
  const forms: Form[] = [
    ...requests.filter(isWithdrawable).map(({ requestId, kind }) => ({
      label: kind === "deletion" ? keep.deletion : keep.other,
      isAct: true,
      action,
      fields: { ...hidden, choice: "withdraw", request: requestId },
    })),
    ...requests
      .filter((request) => request.kind === "export" && standingPackage(request, now) !== undefined)
      .map(({ requestId }) => ({
        label: askWords.package[locale],
        isAct: true,
        action,
        fields: { ...hidden, choice: "package", request: requestId },
      })),
    ...(isOpen("contest") ? [] : requests.filter((request) => isContestable(blockOf(request)))).flatMap(
      ({ requestId }) =>
        ContestGround.options.map((ground) => ({
          label: contestWords[ground][locale],
          isAct: false,
          action,
          fields: { ...hidden, choice: "contest", request: requestId, ground },
        })),
    ),
    ...(["export", "deletion"] as const)
      .filter((kind) => !isOpen(kind))
      .map((choice) => ({ label: askWords[choice][locale], isAct: false, action, fields: { ...hidden, choice } })),
    ...(isOpen("restriction") ? [] : [restrictionForm(locale, action, hidden)]),
  ];
  const title = locale === "de" ? "Ihre Anfragen" : "Your requests";
  const told = notice === undefined ? [] : [said[notice][locale]];
  const paragraphs = [...told, ...(lines.length === 0 ? [none] : lines)];
  const ready = download === undefined ? undefined : { label: downloadWords[locale], url: download };
  return page(200, { locale, title, paragraphs, download: ready, forms, foot: foot(locale, policy) });
};

/** Sign-in stays open: whoever wants it shut as well asks in the portal, where it says what that means. */
const restrictionForm = (locale: Locale, action: string, hidden: Record<string, string>): Form => ({
  label: askWords.restriction[locale],
  isAct: false,
  action,
  fields: { ...hidden, choice: "restriction" },
  picks: {
    name: "ground",
    label: whyWords[locale],
    options: RestrictionGround.options.map((value) => ({ value, label: restrictionWords[value][locale] })),
  },
});
