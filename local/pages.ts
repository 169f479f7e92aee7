import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { OutboxMessage } from "#ports/notices/outbox-notices.ts";

// The page of one machine that is no product of its own: the outbox. Plain HTML, no scripts.

type Page = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
  :root { color-scheme: light dark; }
  body { font: 17px/1.55 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
  h1 { font-size: 1.5rem; } article { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 1rem 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: .5rem 0; }
  code { font-family: ui-monospace, monospace; font-size: .92em; overflow-wrap: anywhere; }
  .quiet { opacity: .75; } summary { cursor: pointer; }`;

const html = (title: string, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${style}</style><main>${body}</main></html>`,
});

/** Every notice that would have been sent, newest first. */
export const outboxPage =
  (newestFirst: () => Promise<OutboxMessage[]>): Page =>
  async () => {
    const notices = await newestFirst();
    const letters = notices.map(
      ({ at, to, subject, text, attachments }) =>
        `<article><h2>${escaped(subject)}</h2><p class="quiet">to ${escaped(to)}, ${escaped(at)}</p><pre>${escaped(text)}</pre>${attachments
          .map(
            ({ name, content }) =>
              `<details><summary>${escaped(name)}</summary><code>${escaped(content)}</code></details>`,
          )
          .join("")}</article>`,
    );
    return html(
      "Outbox · Habeas",
      `<h1>Outbox</h1><p class="quiet">What people would have found in their mail. Reload to see more.</p>${letters.join("") || "<p>Nothing was sent yet.</p>"}`,
    );
  };
