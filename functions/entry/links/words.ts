import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import { day } from "#requests/letter.ts";
import type { PageContent } from "./page.ts";

/** What a page behind a mailed link says, by what is true of the request now. */
export type PageName =
  | "ask-withdraw"
  | "ask-confirm"
  | "ask-object"
  | "withdrawn"
  | "stopped"
  | "confirmed"
  | "ask-contest"
  | "contested"
  | "too-late"
  | "ended"
  | "unknown";

type Words = Pick<PageContent, "title" | "paragraphs" | "choices">;

export const pageWords = (name: PageName, locale: Locale, policy: Policy, request?: PrivacyRequest): PageContent => {
  const received = request === undefined ? "" : day(locale, request.receivedAt, policy);
  const { controller } = policy;
  const foot =
    locale === "de"
      ? [`Fragen: ${controller.contact}`, ...(request ? [`Ihre Anfrage: ${request.requestId}`] : []), controller.name]
      : [
          `Questions: ${controller.contact}`,
          ...(request ? [`Your request: ${request.requestId}`] : []),
          controller.name,
        ];
  return { locale, foot, ...(locale === "de" ? german : english)[name](received, controller.contact) };
};

const english: Record<PageName, (received: string, contact: string) => Words> = {
  "ask-withdraw": (received) => ({
    title: "Do you want to keep your account?",
    paragraphs: [
      `You asked us to delete your account on ${received}. Nothing has been deleted yet.`,
      "If you have changed your mind, press the button. Your account then stays as it is. If you still want it deleted, simply close this page.",
    ],
    choices: [{ value: "withdraw", label: "Keep my account", isAct: true }],
  }),
  "ask-confirm": (received) => ({
    title: "Should we delete your account?",
    paragraphs: [
      `Somebody asked us in your name on ${received} to delete your account. Was that you?`,
      "With your yes we begin. You then still have some days to change your mind; after that it cannot be undone.",
    ],
    choices: [
      { value: "confirm", label: "Yes, delete my account", isAct: true },
      { value: "withdraw", label: "No, keep it", isAct: false },
    ],
  }),
  "ask-object": (received) => ({
    title: "Is this not what you want?",
    paragraphs: [
      `A privacy officer opened a request on ${received} to delete your account, because somebody wrote or called in your name. Nothing has been deleted yet.`,
      "If it was not you, or you do not want it, press the button: that stops it at once. If all is well, simply close this page.",
    ],
    choices: [{ value: "object", label: "Stop it", isAct: true }],
  }),
  withdrawn: () => ({
    title: "Your account stays as it is",
    paragraphs: ["The request is withdrawn. Nothing was deleted, and there is nothing more for you to do."],
  }),
  stopped: () => ({
    title: "We have stopped it",
    paragraphs: [
      "Your account stays as it is; nothing was deleted. Thank you for telling us.",
      "If somebody else asked in your name, it is a good idea to change your password.",
    ],
  }),
  confirmed: () => ({
    title: "Thank you, we have begun",
    paragraphs: [
      "You get a message with the day until which you can change your mind, and a link for it. When everything is deleted we send you a signed receipt.",
    ],
  }),
  "ask-contest": () => ({
    title: "Do you think that the block of your account is wrong?",
    paragraphs: [
      "Say why, and a person who had nothing to do with it so far looks at it within some days. You get the answer by mail.",
    ],
    choices: [
      { value: "was-not-me", label: "It was not me", isAct: false },
      { value: "not-true", label: "It is not true", isAct: false },
      { value: "settled", label: "It is settled", isAct: false },
      { value: "too-hard", label: "It is too hard", isAct: false },
    ],
  }),
  contested: (_, contact) => ({
    title: "Thank you, a person looks at it",
    paragraphs: [
      "We wrote to you by when you get an answer.",
      `If you want to tell us your view of it, write to ${contact}.`,
    ],
  }),
  "too-late": () => ({
    title: "It can no longer be stopped",
    paragraphs: ["The deletion of your account has begun and cannot be undone. You get a receipt when it is done."],
  }),
  ended: () => ({
    title: "This request is over",
    paragraphs: ["It has been answered already. There is nothing left to decide here."],
  }),
  unknown: (_, contact) => ({
    title: "This link does not work any more",
    paragraphs: [
      "It may be too old, or not complete: some mail programs break long links in two.",
      `Sign in to the privacy portal to see your requests, or write to ${contact}.`,
    ],
  }),
};

const german: Record<PageName, (received: string, contact: string) => Words> = {
  "ask-withdraw": (received) => ({
    title: "Möchten Sie Ihr Konto behalten?",
    paragraphs: [
      `Sie haben uns am ${received} gebeten, Ihr Konto zu löschen. Noch ist nichts gelöscht.`,
      "Wenn Sie es sich anders überlegt haben, drücken Sie den Knopf. Dann bleibt Ihr Konto, wie es ist. Soll es weiterhin gelöscht werden, schließen Sie einfach diese Seite.",
    ],
    choices: [{ value: "withdraw", label: "Mein Konto behalten", isAct: true }],
  }),
  "ask-confirm": (received) => ({
    title: "Sollen wir Ihr Konto löschen?",
    paragraphs: [
      `Jemand hat uns am ${received} in Ihrem Namen gebeten, Ihr Konto zu löschen. Waren Sie das?`,
      "Mit Ihrem Ja fangen wir an. Sie haben dann noch einige Tage, um es sich anders zu überlegen; danach lässt es sich nicht rückgängig machen.",
    ],
    choices: [
      { value: "confirm", label: "Ja, mein Konto löschen", isAct: true },
      { value: "withdraw", label: "Nein, behalten", isAct: false },
    ],
  }),
  "ask-object": (received) => ({
    title: "Ist das nicht, was Sie möchten?",
    paragraphs: [
      `Unser Datenschutzteam hat am ${received} eine Anfrage zur Löschung Ihres Kontos angelegt, weil jemand in Ihrem Namen geschrieben oder angerufen hat. Noch ist nichts gelöscht.`,
      "Waren Sie das nicht oder möchten Sie es nicht, drücken Sie den Knopf: Dann ist sofort Schluss. Ist alles in Ordnung, schließen Sie einfach diese Seite.",
    ],
    choices: [{ value: "object", label: "Anhalten", isAct: true }],
  }),
  withdrawn: () => ({
    title: "Ihr Konto bleibt, wie es ist",
    paragraphs: ["Die Anfrage ist zurückgezogen. Es wurde nichts gelöscht, und Sie müssen nichts weiter tun."],
  }),
  stopped: () => ({
    title: "Wir haben es angehalten",
    paragraphs: [
      "Ihr Konto bleibt, wie es ist; es wurde nichts gelöscht. Danke, dass Sie uns Bescheid gesagt haben.",
      "Hat jemand anders in Ihrem Namen gefragt, ändern Sie am besten Ihr Passwort.",
    ],
  }),
  confirmed: () => ({
    title: "Danke, wir haben angefangen",
    paragraphs: [
      "Sie bekommen eine Nachricht mit dem Tag, bis zu dem Sie es sich anders überlegen können, und einem Link dafür. Wenn alles gelöscht ist, schicken wir Ihnen einen signierten Beleg.",
    ],
  }),
  "ask-contest": () => ({
    title: "Halten Sie die Sperre Ihres Kontos für falsch?",
    paragraphs: [
      "Sagen Sie uns, warum. Ein Mensch, der bisher nicht damit zu tun hatte, prüft sie in den nächsten Tagen. Die Antwort bekommen Sie per Mail.",
    ],
    choices: [
      { value: "was-not-me", label: "Das war nicht ich", isAct: false },
      { value: "not-true", label: "Das stimmt nicht", isAct: false },
      { value: "settled", label: "Das ist erledigt", isAct: false },
      { value: "too-hard", label: "Das ist zu hart", isAct: false },
    ],
  }),
  contested: (_, contact) => ({
    title: "Danke, ein Mensch prüft es",
    paragraphs: [
      "Wir haben Ihnen geschrieben, bis wann Sie eine Antwort bekommen.",
      `Möchten Sie Ihre Sicht schildern, schreiben Sie an ${contact}.`,
    ],
  }),
  "too-late": () => ({
    title: "Es lässt sich nicht mehr anhalten",
    paragraphs: [
      "Die Löschung Ihres Kontos hat begonnen und lässt sich nicht rückgängig machen. Sie bekommen einen Beleg, wenn sie fertig ist.",
    ],
  }),
  ended: () => ({
    title: "Diese Anfrage ist abgeschlossen",
    paragraphs: ["Sie ist schon beantwortet. Hier gibt es nichts mehr zu entscheiden."],
  }),
  unknown: (_, contact) => ({
    title: "Dieser Link gilt nicht mehr",
    paragraphs: [
      "Vielleicht ist er zu alt oder nicht vollständig: Manche Mailprogramme brechen lange Links um.",
      `Melden Sie sich im Datenschutzportal an, um Ihre Anfragen zu sehen, oder schreiben Sie an ${contact}.`,
    ],
  }),
};
