import { createHash } from "node:crypto";
import type { Locale } from "#kernel/subject.ts";
import type { Answer } from "../api/answer.ts";

// Pages that people reach by a link in a mail: no scripts, nothing from elsewhere, readable on any phone, in the dark, and when printed.

const style = `
:root{color-scheme:light dark}
body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:2rem 1.25rem;background:Canvas;color:CanvasText}
a{color:LinkText}
h1{font-size:1.5rem;line-height:1.25}
button{font:inherit;padding:.75rem 1.25rem;border-radius:.5rem;border:2px solid currentColor;background:none;color:inherit;cursor:pointer;margin:.25rem .5rem .25rem 0}
select{font:inherit;padding:.5rem;max-width:100%}
select:focus-visible{outline:3px solid Highlight;outline-offset:2px}
button.act{background:CanvasText;color:Canvas;border-color:CanvasText}
button:focus-visible,a:focus-visible{outline:3px solid Highlight;outline-offset:2px}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid color-mix(in srgb,currentColor 25%,transparent);font-size:.9375rem}
code{overflow-wrap:anywhere}
h2{font-size:1.2rem;line-height:1.3;margin-top:2rem}
summary{cursor:pointer;padding:.5rem 0;font-weight:600}
summary:focus-visible{outline:3px solid Highlight;outline-offset:2px}
.text{border-inline-start:3px solid color-mix(in srgb,currentColor 25%,transparent);padding-inline-start:1rem}
.text h1{font-size:1.3rem}
.text h2{font-size:1.1rem}
.choices{margin:1.5rem 0;display:flex;flex-wrap:wrap;gap:.25rem}`;
const styleHash = createHash("sha256").update(style).digest("base64");

/** Parts of a page that is written whole: `main` is markup, everything else is text. */
export interface HtmlPage {
  locale: Locale;
  title: string;
  main: string;
  foot: string[];
  /** Its forms lead away, through redirects that nobody here knows: then no policy on forms can be given. */
  leavesTo?: boolean;
  /** The one script that the page runs. */
  script?: { text: string; hash: string };
}

const policyOf = ({ leavesTo = false, script }: Pick<HtmlPage, "leavesTo" | "script">): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...(script === undefined ? [] : [`script-src 'sha256-${script.hash}'`]),
    ...(leavesTo ? [] : ["form-action 'self'"]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");

export const htmlPage = (statusCode: number, { locale, title, main, foot, ...rest }: HtmlPage): Answer => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policyOf(rest),
    "content-language": locale,
  },
  body: `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1>
${main}
</main><footer>${foot.map((line) => `<p>${escaped(line)}</p>`).join("")}</footer>${rest.script === undefined ? "" : `<script>${rest.script.text}</script>`}</body></html>`,
});

export interface Choice {
  /** What the form sends as `choice`. */
  value: string;
  label: string;
  /** The one that goes on with what the page is for; the other is the safe way back. */
  isAct: boolean;
}

/** A button of its own, which sends its fields; to the very address of the page unless told. */
export interface Form {
  label: string;
  isAct: boolean;
  action?: string;
  fields?: Record<string, string>;
  /** One of several to be picked before the button is pressed; the first is picked already. */
  picks?: { name: string; label: string; options: { value: string; label: string }[] };
}

export interface PageContent {
  locale: Locale;
  title: string;
  paragraphs: string[];
  /** Buttons; each sends the form to the very address of the page. */
  choices?: Choice[];
  /** An address to fetch something from. */
  download?: { label: string; url: string } | undefined;
  forms?: Form[];
  /** The lines at the foot: whom to ask, which request it is. */
  foot: string[];
}

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export const page = (
  statusCode: number,
  { locale, title, paragraphs, choices = [], download, forms = [], foot }: PageContent,
): Answer => {
  const buttons = choices.map(
    ({ value, label, isAct }) =>
      `<button type="submit" name="choice" value="${escaped(value)}"${isAct ? ' class="act"' : ""}>${escaped(label)}</button>`,
  );
  return htmlPage(statusCode, {
    locale,
    title,
    foot,
    main: [
      ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
      download === undefined ? "" : `<p><a href="${escaped(download.url)}">${escaped(download.label)}</a></p>`,
      buttons.length === 0 ? "" : `<form method="post">${buttons.join("")}</form>`,
      ...forms.map(formOf),
    ].join("\n"),
  });
};

export const formOf = ({ label, isAct, action, fields = {}, picks }: Form): string => {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const to = action === undefined ? "" : ` action="${escaped(action)}"`;
  return `<form method="post"${to}>${hidden.join("")}${picks === undefined ? "" : pickerOf(picks)}<button type="submit"${isAct ? ' class="act"' : ""}>${escaped(label)}</button></form>`;
};

const pickerOf = ({ name, label, options }: NonNullable<Form["picks"]>): string => {
  const offered = options.map((each) => `<option value="${escaped(each.value)}">${escaped(each.label)}</option>`);
  return `<p><label>${escaped(label)}<br><select name="${escaped(name)}">${offered.join("")}</select></label></p>`;
};

/** The language of the page: the browser's first wish, where it is one that we write in. */
export const languageOf = (acceptLanguage: string | undefined): Locale =>
  /^\s*de\b/i.test(acceptLanguage ?? "") ? "de" : "en";
