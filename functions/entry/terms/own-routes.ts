import { Busy } from "#kernel/failure.ts";
import type { Locale } from "#kernel/subject.ts";
import type { DocumentAnswer } from "#kernel/terms.ts";
import { TenantRefused } from "#ports/identity/identity.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import {
  answerDocument,
  isNewestAccepted,
  mayBeAnswered,
  type OfferedDocument,
  offeredDocuments,
  sameDocument,
  textIn,
} from "#requests/documents.ts";
import { errorName } from "#runtime/log.ts";
import { json } from "../api/answer.ts";
import { Problem } from "../api/problems.ts";
import { personal, type Route } from "../api/route.ts";
import { languageOf } from "../links/page.ts";
import { AnswerKept, AnswerView, DocumentList, type DocumentView, NewAnswer, TermsQuery } from "./model.ts";
import type { TermsOptions } from "./options.ts";
import { filePath, textPath } from "./text-routes.ts";

/** What a person can read of documents, and say to them, once signed in. */
export const ownTermsRoutes = ({ ports, policy, documents, publicUrl, log }: TermsOptions): Route[] => {
  const route = personal(ports);
  const { clock, subjects, terms, flags } = ports;

  const offered = async (): Promise<OfferedDocument[]> =>
    offeredDocuments(documents, await terms.publications(), policy, clock.now());

  const answersOf = async ({ userId }: Caller): Promise<DocumentAnswer[]> => {
    const known = await subjects.find(userId);
    return known === undefined ? [] : terms.answersOf(known);
  };

  const viewOf = (
    { document, inForce, effectiveAt, graceEndsAt }: OfferedDocument,
    wish: Locale,
    answers: readonly DocumentAnswer[],
  ): DocumentView[] => {
    const shown = textIn(document, wish);
    if (shown === undefined) return [];
    const { locale, text } = shown;
    const answer = answers.find(sameDocument(document));
    return [
      {
        kind: document.kind,
        document: document.document,
        version: document.version,
        locale,
        title: text.title,
        sha256: text.sha256,
        page: `${publicUrl}${textPath(document, locale)}`,
        file: `${publicUrl}${filePath(document, locale)}`,
        ...(text.changes !== undefined && { changes: text.changes }),
        inForce,
        ...(effectiveAt && { effectiveAt }),
        ...(graceEndsAt && { graceEndsAt }),
        ...(answer && { answer: AnswerView.parse(answer) }),
      },
    ];
  };

  /** Tells the tenant, so that the gate need not ask. Where that fails, the gate finds out from us at the next login. */
  const flag = async ({ userId }: Caller, { version, at }: DocumentAnswer): Promise<boolean> => {
    const known = await subjects.find(userId);
    const answers = known === undefined ? [] : await terms.answersOf(known);
    if (!isNewestAccepted(await terms.publications(), answers, version)) return true; // a newer one stands there
    try {
      await flags.set(userId, { version, acceptedAt: at }, `terms/${version}`);
      return true;
    } catch (error) {
      if (!(error instanceof Busy) && !(error instanceof TenantRefused)) throw error;
      log.warn({ event: "terms flag not set", error: errorName(error) });
      return false;
    }
  };

  return [
    route(
      {
        method: "GET",
        path: "/terms",
        operationId: "listDocuments",
        summary: "List the terms, notices and consents, and what you said to each",
        query: TermsQuery,
        answer: { status: 200, description: "Each stands for itself.", type: "application/json", schema: DocumentList },
        problems: ["malformed-query"],
      },
      async ({ event, caller, query }) => {
        const answers = await answersOf(caller);
        const wish = query.locale ?? languageOf(event.headers["accept-language"]);
        return json(200, { documents: (await offered()).flatMap((each) => viewOf(each, wish, answers)) });
      },
    ),
    route(
      {
        method: "POST",
        path: "/terms/acceptances",
        operationId: "answerDocument",
        summary: "Accept terms, say yes or no to a consent, or take a yes back",
        description:
          "Keeps what you say, with the hash of the text you read. The same again changes nothing. A consent is taken back as easily as it is given: with the answer withdrawn.",
        body: NewAnswer,
        answer: {
          status: 200,
          description: "On record: what counts of your answers to this version.",
          type: "application/json",
          schema: AnswerKept,
        },
        problems: [
          "malformed-body",
          "body-too-large",
          "unsupported-media-type",
          "invalid-body",
          "no-such-document",
          "not-an-answer",
        ],
      },
      async ({ caller, body }) => {
        const found = (await offered()).find(({ document }) => sameDocument(body)(document))?.document;
        const text = found?.texts[body.locale];
        if (found === undefined || text === undefined) throw new Problem("no-such-document");
        if (!mayBeAnswered(found, body.answer)) throw new Problem("not-an-answer");
        const { locale, answer } = body;
        const { userId } = caller;
        const standing = await answerDocument(ports)({ userId, document: found, locale, text, answer, how: "portal" });
        const flagged =
          standing.kind === "terms" && standing.answer === "accepted" ? await flag(caller, standing) : undefined;
        return json(200, { ...AnswerView.parse(standing), ...(flagged !== undefined && { flagged }) });
      },
    ),
  ];
};
