import { instantOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { when } from "#requests/letter.ts";
import { inWords } from "./codes.ts";
import type { Contents, DataPart } from "./contents.ts";
import { html, type Markup, pageEnd, pageStart } from "./html.ts";
import { outline } from "./outline.ts";
import { type Column, memberLabels, readable } from "./readable.ts";
import { cellAt } from "./tables.ts";
import type { Tally } from "./tally.ts";
import { type DataName, dataLabels, groundLabels, words } from "./texts.ts";

/** How many rows of a table a person reads; the files have all. */
const mostRows = 200;
/** A text of a profile may be long; the page shows so much of it. */
const mostSigns = 2000;

/** The page that people read: everything, in their language, with whatever is long cut short and said so. */
export async function* indexPage(contents: Contents, tally: Pick<Tally, "countOf" | "cuts">): AsyncIterable<string> {
  const { locale, policy, at, data, missing, parts, format } = contents;
  const cuts = tally.cuts();
  const say = (word: keyof typeof words): string => words[word][locale];
  yield pageStart(locale, say(format === "portable" ? "portableTitle" : "title")).text;
  yield html`<p>${policy.controller.name} · ${say("madeOn")} ${when(locale, at, policy)} · ${contents.request.requestId}</p>
`.text;
  if (missing.length > 0) yield missingNote(contents).text;
  yield html`<p>${say("files")}</p>
<h2>${say("contents")}</h2>
<ul>
${format === "full" ? html`<li><a href="article-15.html">${say("sheet")}</a></li>` : ""}
${data.map((part) => html`<li><a href="#${part.name}">${dataLabels[part.name][locale]}</a> (${tally.countOf(part.name)})</li>\n`)}${parts.map(
  ({ recipient, path }) =>
    html`<li><a href="${path}">${say("handedOver").replace("{recipient}", recipient)}</a></li>\n`,
)}</ul>
`.text;
  for (const part of data) yield* section(part, tally.countOf(part.name), contents);
  if (cuts.length === 0) return yield pageEnd.text;
  yield html`<h2 id="cut">${dataLabels.cut[locale]}</h2>
${scroll(dataLabels.cut[locale])}<table><thead><tr><th>${say("what")}</th><th>${say("place")}</th><th>${say("ground")}</th></tr></thead><tbody>
${cuts.slice(0, mostRows).map(({ file, path, ground }) => html`<tr><td>${path}</td><td>${file}</td><td>${groundLabels[ground][locale]}</td></tr>\n`)}</tbody></table></div>
`.text;
  yield pageEnd.text;
}

const missingNote = ({
  missing,
  locale,
  policy,
}: Contents): Markup => html`<div class="note"><h2>${words.partial[locale]}</h2>
<p>${words.missing[locale]} ${policy.controller.contact}</p>
<ul>${missing.map((name) => html`<li>${missingName(name, locale)}</li>`)}</ul></div>
`;

export const missingName = (name: string, locale: Contents["locale"]): string => {
  if (name.startsWith("recipient:")) return name.slice("recipient:".length);
  const part = (name === "profile" ? "account" : name) as DataName;
  return dataLabels[part]?.[locale] ?? name;
};

async function* section(part: DataPart, count: number, contents: Contents): AsyncIterable<string> {
  const { locale } = contents;
  const columns = readable[part.name];
  yield html`<h2 id="${part.name}">${dataLabels[part.name][locale]}</h2>
`.text;
  if (part.notAvailable) return yield html`<p>${words.notAvailable[locale]}</p>\n`.text;
  if (count === 0) return yield html`<p>${words.nothing[locale]}</p>\n`.text;
  if (columns === undefined) {
    for await (const item of part.items()) yield described(item, contents).text;
    return;
  }
  yield html`${scroll(dataLabels[part.name][locale])}<table><thead><tr>${columns.map(({ label }) => html`<th scope="col">${label[locale]}</th>`)}</tr></thead><tbody>
`.text;
  let shown = 0;
  for await (const item of part.items()) {
    if (shown === mostRows) break;
    shown += 1;
    yield html`<tr>${columns.map((column) => html`<td>${cellOf(item, column, part.name, contents)}</td>`)}</tr>\n`.text;
  }
  yield html`</tbody></table></div>
`.text;
  if (count > shown) {
    const words_ = words.shownOf[locale].replace("{shown}", String(shown)).replace("{all}", String(count));
    yield html`<p>${words_} <a href="data/${part.name}.csv">data/${part.name}.csv</a></p>\n`.text;
  }
}

/** What is wider than a screen can be moved with the keyboard, too. */
const scroll = (label: string): Markup => html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">`;

const cellOf = (item: JsonObject, { path }: Column, part: DataName, contents: Contents): string => {
  const text = cellAt(item, path);
  return inWords(part, path, text, contents.locale) ?? short(plain(text, contents));
};

/** A moment and a yes or no as people write them; the files have them as they are. */
const plain = (text: string, { locale, policy }: Contents): string => {
  if (text === "true" || text === "false") return words[text === "true" ? "yes" : "no"][locale];
  const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? text : when(locale, instantOf(moment), policy);
};

/** Names and values, as a list: what has no table. */
const described = (item: JsonObject, contents: Contents): Markup =>
  html`<dl>${Object.entries(item)
    .slice(0, 1000)
    .map(
      ([name, value]) =>
        html`<dt>${memberLabels[name]?.[contents.locale] ?? short(name)}</dt><dd>${short(typeof value === "object" ? outline(value) : plain(String(value), contents))}</dd>\n`,
    )}</dl>
`;

const short = (text: string): string => {
  const signs = [...text.slice(0, mostSigns * 2)];
  return signs.length <= mostSigns ? text : `${signs.slice(0, mostSigns).join("")}…`;
};
