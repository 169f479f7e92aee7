import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Marked } from "marked";
import { Locale } from "#kernel/subject.ts";
import { type DocumentKind, type DocumentText, TermsDocument, termsName } from "#kernel/terms.ts";

/** A folder of documents says something that cannot hold; the message names the file and the remedy. */
export class DocumentFault extends Error {
  override readonly name = "DocumentFault" as const;
}

/**
 * Reads every version of every document below `auth0/`: `terms/<version>/`, `notices/<name>/<version>/` and `consents/<name>/<version>/`,
 * each with `text.<locale>.md` and, where something changed, `changes.<locale>.md`. Throws `DocumentFault`.
 */
export const readDocuments = (auth0Dir: string): TermsDocument[] => [
  ...versionsIn(auth0Dir, "terms", "terms", termsName),
  ...namedIn(auth0Dir, "notices", "notice"),
  ...namedIn(auth0Dir, "consents", "consent"),
];

/** Headings, lists and emphasis. Markup in the text stays text, and a link leads to the web or to a mail. */
const markdown = new Marked({
  async: false,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    link({ href, tokens }) {
      const label = this.parser.parseInline(tokens);
      return /^(?:https:\/\/|mailto:)/.test(href) ? `<a href="${escaped(href)}" rel="noreferrer">${label}</a>` : label;
    },
  },
});

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const htmlOf = (text: string): string => markdown.parse(text, { async: false });

const foldersIn = (directory: string): string[] => {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return []; // a tenant without such documents
  }
};

const namedIn = (auth0Dir: string, folder: string, kind: DocumentKind): TermsDocument[] =>
  foldersIn(join(auth0Dir, folder)).flatMap((name) => {
    if (name === termsName)
      throw new DocumentFault(`${folder}/${name}: this name is kept for the terms. Choose another.`);
    return versionsIn(auth0Dir, join(folder, name), kind, name);
  });

const versionsIn = (auth0Dir: string, folder: string, kind: DocumentKind, document: string): TermsDocument[] =>
  foldersIn(join(auth0Dir, folder)).map((version) => {
    const place = join(folder, version);
    const texts = Object.fromEntries(
      Locale.options.flatMap((locale) => {
        const text = textIn(join(auth0Dir, place), place, locale);
        return text === undefined ? [] : [[locale, text]];
      }),
    );
    const parsed = TermsDocument.safeParse({ kind, document, version, texts });
    if (!parsed.success) throw new DocumentFault(`${place}: ${parsed.error.issues[0]?.message}.`);
    if (Object.keys(texts).length === 0) {
      throw new DocumentFault(`${place}: has no text. Write text.en.md, and one file for each further language.`);
    }
    return parsed.data;
  });

const read = (directory: string, name: string): string | undefined => {
  try {
    return readFileSync(join(directory, name), "utf8");
  } catch {
    return undefined;
  }
};

const textIn = (directory: string, place: string, locale: Locale): DocumentText | undefined => {
  const text = read(directory, `text.${locale}.md`);
  const changes = read(directory, `changes.${locale}.md`);
  if (text === undefined) {
    if (changes === undefined) return undefined;
    throw new DocumentFault(`${place}: has changes.${locale}.md and no text.${locale}.md.`);
  }
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) {
    throw new DocumentFault(`${place}/text.${locale}.md: has no title. Begin it with a line such as "# Terms of use".`);
  }
  const sha256 = createHash("sha256").update(text).digest("hex");
  return {
    title: title.trim(),
    text,
    sha256,
    // the title stands above the text already
    html: htmlOf(text.replace(/^# .+$/m, "")),
    ...(changes !== undefined && { changes, changesHtml: htmlOf(changes) }),
  };
};
