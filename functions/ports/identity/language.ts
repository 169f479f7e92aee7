import * as z from "zod";
import { Locale } from "#kernel/subject.ts";

/** Where a person's language stands in user_metadata, under one of three usual names. Nothing else of it is read. */
export const LanguageMetadata = z
  .object({ lang: z.unknown(), language: z.unknown(), locale: z.unknown() })
  .partial()
  .catch({})
  .optional();

/** The language of a tag such as `de-AT`, where it is one that we write in. */
const languageIn = (tag: unknown): Locale | undefined =>
  typeof tag === "string"
    ? Locale.safeParse(tag.slice(0, 2).toLowerCase() + tag.slice(2).replace(/^[-_].*$/s, "")).data
    : undefined;

export const languageOf = ({ lang, language, locale }: z.infer<typeof LanguageMetadata> = {}): Locale | undefined =>
  languageIn(lang) ?? languageIn(language) ?? languageIn(locale);
