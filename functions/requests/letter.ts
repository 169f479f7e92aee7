import type { Instant } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Message } from "./tell.ts";

/** What every letter is about. */
export interface About {
  request: PrivacyRequest;
  policy: Policy;
}

const languages: Record<Locale, string> = { en: "en-GB", de: "de-DE" };

/** A moment as people read it at the controller's seat. */
export const when = (locale: Locale, moment: Instant, { controller }: Policy): string =>
  new Intl.DateTimeFormat(languages[locale], {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: controller.calendar.timeZone,
  }).format(new Date(moment));

/** A day as people read it at the controller's seat. */
export const day = (locale: Locale, moment: Instant, { controller }: Policy): string =>
  new Intl.DateTimeFormat(languages[locale], { dateStyle: "long", timeZone: controller.calendar.timeZone }).format(
    new Date(moment),
  );

const foot: Record<Locale, (about: About) => string> = {
  en: ({ request, policy: { controller } }) =>
    `Questions: ${controller.contact}. You can complain to ${controller.supervisoryAuthority} at any time.\nYour request: ${request.requestId}\n${controller.name}`,
  de: ({ request, policy: { controller } }) =>
    `Fragen: ${controller.contact}. Sie können sich jederzeit bei ${controller.supervisoryAuthority} beschweren.\nIhre Anfrage: ${request.requestId}\n${controller.name}`,
};

/** Plain paragraphs, and at the foot whom to ask, whom to complain to, and which request it is. No name: the address is enough. */
export const letter = (locale: Locale, about: About, subject: string, paragraphs: string[]): Message => ({
  subject,
  text: [...paragraphs, foot[locale](about)].join("\n\n"),
});
