import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { reached } from "#kernel/instant.ts";
import { Locale } from "#kernel/subject.ts";
import {
  type DocumentId,
  DocumentName,
  type DocumentText,
  DocumentVersion,
  type TermsDocument,
  termsName,
} from "#kernel/terms.ts";
import { offeredDocuments, sameDocument } from "#requests/documents.ts";
import { Problem } from "../api/problems.ts";
import { open, type Route } from "../api/route.ts";
import { escaped, htmlPage } from "../links/page.ts";
import type { TermsOptions } from "./options.ts";
import { termsWords } from "./words.ts";

const placeOf = ({ document, version }: DocumentId, locale: Locale): string => `${document}/${version}/${locale}`;
export const textPath = (id: DocumentId, locale: Locale): string => `/terms/texts/${placeOf(id, locale)}`;
export const filePath = (id: DocumentId, locale: Locale): string => `/terms/files/${placeOf(id, locale)}`;

const params = z.object({ document: DocumentName, version: DocumentVersion, locale: Locale });

/** The texts themselves: they are public, once they are published, and stay so. */
export const textRoutes = ({ ports, policy, documents, publicUrl }: TermsOptions): Route[] => {
  const isPublic = async (document: TermsDocument): Promise<boolean> => {
    const publications = await ports.terms.publications();
    if (publications.some(sameDocument(document))) return true;
    const now = ports.clock.now();
    const wasInForce = policy.terms.versions.some(
      ({ version, from }) => document.document === termsName && document.version === version && reached(from, now),
    );
    if (wasInForce) return true;
    return offeredDocuments(documents, publications, policy, now).some((each) => each.document === document);
  };

  /** A draft is as little to be found as what never was. */
  const find = async ({ pathParameters }: APIGatewayProxyEventV2): Promise<Found> => {
    const asked = params.safeParse(pathParameters);
    const document = asked.success ? documents.find(sameDocument(asked.data)) : undefined;
    const text = asked.success ? document?.texts[asked.data.locale] : undefined;
    if (!asked.success || document === undefined || text === undefined || !(await isPublic(document))) {
      throw new Problem("not-found", { detail: "There is no such text." });
    }
    return { document, text, locale: asked.data.locale };
  };

  return [
    open(
      {
        method: "GET",
        path: "/terms/texts/{document}/{version}/{locale}",
        operationId: "readDocument",
        summary: "Read a text",
        params,
        answer: { status: 200, description: "The page.", type: "text/html", schema: z.string() },
        problems: ["not-found"],
      },
      async (event) => {
        const { document, text, locale } = await find(event);
        const words = termsWords[locale];
        const file = `${publicUrl}${filePath(document, locale)}`;
        return htmlPage(200, {
          locale,
          title: text.title,
          main: `<div class="text">${text.html}</div><p><a href="${escaped(file)}" download>${escaped(words.download)}</a></p>`,
          foot: [words.questions(policy.controller.contact), policy.controller.name],
        });
      },
    ),
    open(
      {
        method: "GET",
        path: "/terms/files/{document}/{version}/{locale}",
        operationId: "downloadDocument",
        summary: "Fetch a text as a file",
        description: "The very bytes whose SHA-256 stands in every record.",
        params,
        answer: { status: 200, description: "The text.", type: "text/markdown", schema: z.string() },
        problems: ["not-found"],
      },
      async (event) => {
        const { document, text, locale } = await find(event);
        const name = `${document.document}-${document.version}-${locale}.md`;
        return {
          statusCode: 200,
          headers: {
            "content-type": "text/markdown; charset=utf-8",
            "content-disposition": `attachment; filename="${name}"`,
          },
          body: text.text,
        };
      },
    ),
  ];
};

interface Found {
  document: TermsDocument;
  text: DocumentText;
  locale: Locale;
}
