import { day, when } from "#requests/letter.ts";
import type { Contents } from "./contents.ts";
import { html, type Markup, pageEnd, pageStart } from "./html.ts";
import { words } from "./texts.ts";

const list = (items: readonly string[]): Markup => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** What Article 15(1) and (2) want said: purposes, categories, who really received data, how long, rights, source, decisions, transfers. */
export const sheetPage = ({ locale, policy, at, recipients }: Contents): string => {
  const say = (word: keyof typeof words): string => words[word][locale];
  const { sheet } = policy.export;
  const { controller } = policy;
  const chapter = (word: keyof typeof words, content: Markup | string): Markup =>
    html`<h2>${say(word)}</h2>\n${typeof content === "string" ? html`<p>${content}</p>` : content}\n`;
  return [
    pageStart(locale, say("sheet")),
    html`<p>${controller.name} · ${when(locale, at, policy)}</p>\n<p>${say("confirmation")} <a href="index.html">index.html</a></p>\n`,
    chapter("purposes", list(sheet.purposes.map((each) => each[locale]))),
    chapter("categories", list(sheet.categories.map((each) => each[locale]))),
    chapter("recipients", recipientTable()),
    chapter("retention", sheet.retention[locale]),
    chapter("source", sheet.source[locale]),
    chapter("automated", sheet.automatedDecisions[locale]),
    chapter("transfers", transfersOf()),
    chapter("rights", say("rightsText")),
    chapter("complaint", `${say("complaintText")} ${controller.supervisoryAuthority}.`),
    chapter(
      "controller",
      html`<dl><dt>${controller.name}</dt><dd>${say("contact")}: ${controller.contact}</dd>${
        controller.dpo === undefined ? "" : html`<dd>${say("dpo")}: ${controller.dpo}</dd>`
      }</dl>`,
    ),
    pageEnd,
  ]
    .map(({ text }) => text)
    .join("");

  function recipientTable(): Markup {
    const rows = recipients.map(
      ({ recipient, holds, purpose, region, contract, answeredAt }) =>
        html`<tr><td>${recipient}</td><td>${holds.join(", ")}</td><td>${purpose}</td><td>${region}${contract === undefined ? "" : ` (${contract})`}</td><td>${answeredAt === undefined ? say("no") : day(locale, answeredAt, policy)}</td></tr>\n`,
    );
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${say("recipients")}"><table><thead><tr><th scope="col">${say("who")}</th><th>${say("holds")}</th><th>${say("purpose")}</th><th>${say("region")}</th><th>${say("answered")}</th></tr></thead><tbody>
<tr><td>${say("signInProvider")}</td><td>${sheet.categories.map((each) => each[locale]).join(", ")}</td><td>${sheet.purposes.map((each) => each[locale]).join(", ")}</td><td></td><td>${day(locale, at, policy)}</td></tr>
${rows}</tbody></table></div>`;
  }

  function transfersOf(): Markup {
    const abroad = recipients.filter(({ safeguard }) => safeguard !== undefined);
    return html`<p>${sheet.transfers[locale]}</p>${
      abroad.length === 0
        ? ""
        : list(abroad.map(({ recipient, region, safeguard }) => `${recipient}: ${region} (${safeguard})`))
    }`;
  }
};
