import { blockOf } from "#kernel/block.ts";
import { ContestGround } from "#kernel/contest.ts";
import type { Policy } from "#kernel/policy.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import { isContestable } from "#requests/contests.ts";
import { day } from "#requests/letter.ts";
import { isWithdrawable } from "#requests/withdraw.ts";
import type { Answer } from "../api/answer.ts";
import { type Form, page } from "./page.ts";
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
          `You can see your requests here, ask us to delete your account, or take a request back. You have ${minutes} minutes; after that ask for a new link.`,
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
          `Hier sehen Sie Ihre Anfragen, können Ihr Konto löschen lassen oder eine Anfrage zurückziehen. Sie haben ${minutes} Minuten; danach fordern Sie einfach einen neuen Link an.`,
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

const said = {
  asked: {
    en: "Thank you. We sent you a mail: please confirm there that we should delete your account. Nothing happens before.",
    de: "Danke. Wir haben Ihnen eine Mail geschickt: Bitte bestätigen Sie dort, dass wir Ihr Konto löschen sollen. Vorher geschieht nichts.",
  },
  withdrawn: {
    en: "It is withdrawn. Your account stays as it is.",
    de: "Zurückgezogen. Ihr Konto bleibt, wie es ist.",
  },
  contested: {
    en: "Thank you. A person looks at the block, and you get the answer by mail.",
    de: "Danke. Ein Mensch prüft die Sperre, und Sie bekommen die Antwort per Mail.",
  },
  "too-late": { en: "It can no longer be stopped.", de: "Sie lässt sich nicht mehr anhalten." },
} as const;

const contestWords: Record<ContestGround, Record<Locale, string>> = {
  "was-not-me": { en: "Contest the block: it was not me", de: "Einspruch gegen die Sperre: Das war nicht ich" },
  "not-true": { en: "Contest the block: it is not true", de: "Einspruch gegen die Sperre: Das stimmt nicht" },
  settled: { en: "Contest the block: it is settled", de: "Einspruch gegen die Sperre: Das ist erledigt" },
  "too-hard": { en: "Contest the block: it is too hard", de: "Einspruch gegen die Sperre: Das ist zu hart" },
};

interface SessionContent {
  /** Where its forms go. */
  action: string;
  session: string;
  requests: PrivacyRequest[];
  notice?: keyof typeof said;
}

/** The page of a rights session: no scripts, so that it works wherever a mail does. The session goes with each form, in no address. */
export const sessionPage = (
  locale: Locale,
  policy: Policy,
  { action, session, requests, notice }: SessionContent,
): Answer => {
  const hidden = { session };
  const isOpen = requests.some(({ kind, status }) => kind === "deletion" && !isEnd(status));
  const isContested = requests.some(({ kind, status }) => kind === "contest" && !isEnd(status));
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
  const ask = locale === "de" ? "Mein Konto löschen lassen" : "Ask for my account to be deleted";
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
    ...(isContested ? [] : requests.filter((request) => isContestable(blockOf(request)))).flatMap(({ requestId }) =>
      ContestGround.options.map((ground) => ({
        label: contestWords[ground][locale],
        isAct: false,
        action,
        fields: { ...hidden, choice: "contest", request: requestId, ground },
      })),
    ),
    ...(isOpen ? [] : [{ label: ask, isAct: false, action, fields: { ...hidden, choice: "deletion" } }]),
  ];
  const title = locale === "de" ? "Ihre Anfragen" : "Your requests";
  const told = notice === undefined ? [] : [said[notice][locale]];
  const paragraphs = [...told, ...(lines.length === 0 ? [none] : lines)];
  return page(200, { locale, title, paragraphs, forms, foot: foot(locale, policy) });
};
