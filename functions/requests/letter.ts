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

type Style = Pick<Intl.DateTimeFormatOptions, "dateStyle" | "timeStyle">;

// A formatter takes some 35 KB outside of JavaScript's own memory, which no garbage collector sees: one for each letter of a campaign once
// took half a gigabyte for 15,000 of them. There are as many as languages, styles and seats: a few.
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatter = (locale: Locale, style: Style, timeZone: string): Intl.DateTimeFormat => {
  const name = [locale, style.timeStyle, timeZone].join(" ");
  const made = formatters.get(name) ?? new Intl.DateTimeFormat(languages[locale], { ...style, timeZone });
  formatters.set(name, made);
  return made;
};

/** A moment as people read it at the controller's seat. */
export const when = (locale: Locale, moment: Instant, { controller }: Policy): string =>
  formatter(locale, { dateStyle: "long", timeStyle: "short" }, controller.calendar.timeZone).format(new Date(moment));

/** A day as people read it at the controller's seat. */
export const day = (locale: Locale, moment: Instant, { controller }: Policy): string =>
  formatter(locale, { dateStyle: "long" }, controller.calendar.timeZone).format(new Date(moment));

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
