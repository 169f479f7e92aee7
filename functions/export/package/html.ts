/** Markup that may be put into a page as it is. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Signs that would change the direction or the look of what follows are shown by their number. */
const hidden = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

export const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (sign) => escapes[sign] ?? "")
    .replace(hidden, (sign) => (sign === "\n" || sign === "\t" ? sign : `\\u{${sign.codePointAt(0)?.toString(16)}}`));

type Part = string | number | Markup | readonly Part[];

const textOf = (part: Part): string => {
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(textOf).join("") : escaped(String(part));
};

/** Markup with every value escaped but those that are markup themselves. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.reduce((all, string, place) => `${all}${textOf(parts[place - 1] ?? "")}${string}`));

const style = `
  :root { color-scheme: light dark; --ground: #fff; --ink: #16201e; --link: #11605a; --line: #c9d0ce; --soft: #f1f4f3; font: 16px/1.5 system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { :root { --ground: #14191a; --ink: #e6ebe9; --link: #86d6ca; --line: #3d4745; --soft: #1e2526; } }
  body { background: var(--ground); color: var(--ink); } a { color: var(--link); }
  body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
  h1 { font-size: 1.8rem; line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
  table { border-collapse: collapse; width: 100%; font-size: .875rem; }
  th, td { text-align: start; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 6.5rem; }
  th { white-space: nowrap; }
  .scroll { overflow-x: auto; } dt { font-weight: 600; margin-top: .6rem; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
  .note { border-inline-start: 4px solid var(--link); padding: .5rem 1rem; background: var(--soft); }
  @media (max-width: 40rem) { body { padding: 1rem .75rem 3rem; } }
  @media print { :root { --ground: #fff; --ink: #000; --link: #000; --line: #999; --soft: #fff; } th, td { min-width: 0; } body { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } a { color: inherit; } .scroll { overflow: visible; } }
`;

/**
 * A page that is whole by itself: no script, nothing from elsewhere, and a policy that would stop both. It begins here; what follows ends
 * with `pageEnd`.
 */
export const pageStart = (locale: string, title: string): Markup =>
  html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
`;

export const pageEnd = html`</main>
</body>
</html>
`;
