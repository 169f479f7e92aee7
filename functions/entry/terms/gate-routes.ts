import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { termsPagePath } from "#kernel/gate.ts";
import type { Instant } from "#kernel/instant.ts";
import { isRestricted, Locale } from "#kernel/subject.ts";
import { graceEndsAt, type TermsDocument, termsName } from "#kernel/terms.ts";
import { answerDocument, sameDocument, textIn } from "#requests/documents.ts";
import { gateSession, type OpenGateSession, signGateAnswer } from "#requests/gate-session.ts";
import type { Answer } from "../api/answer.ts";
import { open, type Route } from "../api/route.ts";
import { languageOf } from "../links/page.ts";
import { askPage, declinedPage, type GatePage, type GoOn, goOnPage, noTextPage, overPage } from "./gate-pages.ts";
import type { TermsOptions } from "./options.ts";
import { filePath } from "./text-routes.ts";

const html = { type: "text/html", schema: z.string() };
const Query = z.looseObject({ session_token: z.string().optional(), state: z.string().optional() });

/** The terms page, which the gate sends people to in the middle of a login, and which sends them back. */
export const gateRoutes = (options: TermsOptions): Route[] => {
  const { ports, policy, publicUrl } = options;
  const action = `${new URL(publicUrl).pathname.replace(/\/$/, "")}${termsPagePath}`;

  const answer = async (event: APIGatewayProxyEventV2, fields: URLSearchParams): Promise<Answer> => {
    const token = fields.get("session_token") ?? "";
    const session = await gateSession(ports)(token, fields.get("state") ?? "");
    const locale = localeOf(event, fields, session);
    if (session === undefined) return overPage(locale, policy);
    const page: GatePage = { locale, policy, action, token, session };
    const choice = fields.get("choice") ?? "look";
    if (choice !== "accept" && (await isSpared(ports, session))) return spare(options, page);
    const document = options.documents.find(sameDocument({ document: termsName, version: session.version }));
    const text = document && textIn(document, locale);
    if (document === undefined || text === undefined) return withoutText(options, page);
    return choose(options, page, { document, ...text }, choice);
  };

  return [
    open(
      {
        method: "GET",
        path: termsPagePath,
        operationId: "openTermsPage",
        summary: "Open the terms page in the middle of a login",
        description: "The gate sends people here. The right to it is the gate's signed token, good for one login.",
        query: Query,
        answer: { ...html, status: 200, description: "The page." },
        problems: [],
      },
      (event) => answer(event, new URLSearchParams(event.rawQueryString ?? "")),
    ),
    open(
      {
        method: "POST",
        path: termsPagePath,
        operationId: "answerTermsPage",
        summary: "Press a button of the terms page",
        answer: { ...html, status: 200, description: "The page with what comes next." },
        problems: [],
      },
      (event) => answer(event, formIn(event)),
    ),
  ];
};

/** A form of the sign-up may name a version that never was: that must keep nobody out. */
const withoutText = async ({ ports, issuer, policy }: TermsOptions, page: GatePage): Promise<Answer> => {
  const { session, locale } = page;
  if (session.signedUpAt === undefined) return noTextPage(locale, policy);
  const answer = await signGateAnswer(ports)(session, { answer: "later" });
  return goOnPage(page, "later", undefined, { url: continueAt(issuer, session), answer });
};

/**
 * Whose data is only stored is asked nothing, and goes on whatever the gate (GDPR Article 18): the mark on their account is not there yet.
 * What they say by themselves is theirs to say.
 */
const isSpared = async (
  { subjects, requests }: TermsOptions["ports"],
  { userId, signedUpAt }: OpenGateSession,
): Promise<boolean> => {
  const known = signedUpAt === undefined ? await subjects.find(userId) : undefined;
  if (known === undefined) return false;
  return requests.changeSubject(known, (subject) => ({ outcome: isRestricted(subject), audit: [] }));
};

const spare = async ({ ports, issuer }: TermsOptions, page: GatePage): Promise<Answer> => {
  const { session } = page;
  const answer = await signGateAnswer(ports)(session, { answer: "spared" });
  return goOnPage(page, "spared", undefined, { url: continueAt(issuer, session), answer });
};

const continueAt = (issuer: string, { state }: OpenGateSession): string =>
  `${issuer}continue?state=${encodeURIComponent(state)}`;

interface Shown {
  document: TermsDocument;
  locale: Locale;
  text: NonNullable<TermsDocument["texts"][Locale]>;
}

/** What becomes of one press: it is on record before the login goes on. */
const choose = async (
  { ports, issuer, portalUrl, publicUrl }: TermsOptions,
  page: GatePage,
  { document, locale, text }: Shown,
  choice: string,
): Promise<Answer> => {
  const { session } = page;
  const say = answerDocument(ports);
  const goOn = async (answer: "accepted" | "declined" | "later", acceptedAt?: Instant): Promise<GoOn> => ({
    url: continueAt(issuer, session),
    answer: await signGateAnswer(ports)(session, { answer, ...(acceptedAt && { acceptedAt }) }),
  });
  const answering = { userId: session.userId, document, locale, text, how: "gate", group: session.group } as const;
  const publication = await ports.terms.findPublication(document);
  const until = publication && graceEndsAt(publication);

  if (session.signedUpAt !== undefined) {
    const { at } = await say({ ...answering, answer: "accepted", how: "sign-up", at: session.signedUpAt });
    return goOnPage(page, "accepted", at, await goOn("accepted", at));
  }
  if (choice === "accept" || (await hasAccepted(ports, session, document))) {
    const { at } = await say({ ...answering, answer: "accepted" });
    return goOnPage(page, "accepted", at, await goOn("accepted", at));
  }
  if (choice === "decline") {
    await say({ ...answering, answer: "declined" });
    return declinedPage(page, { portalUrl, graceEndsAt: until, goOn: await goOn("declined") });
  }
  if (choice === "later" && session.mode === "soft") return goOnPage(page, "later", until, await goOn("later"));
  const download = `${publicUrl}${filePath(document, locale)}`;
  return askPage(page, { version: document.version, text, locale, download, graceEndsAt: until });
};

/** In the portal, or at a login whose flag did not come through: then nobody is asked twice. */
const hasAccepted = async (
  { subjects, terms }: TermsOptions["ports"],
  { userId }: OpenGateSession,
  document: TermsDocument,
): Promise<boolean> => {
  const known = await subjects.find(userId);
  return known !== undefined && (await terms.standing(known, document))?.answer === "accepted";
};

/** What the person chose here, else what the login is in, else the browser's first wish. */
const localeOf = (event: APIGatewayProxyEventV2, fields: URLSearchParams, session?: OpenGateSession): Locale => {
  for (const wish of [fields.get("lang"), session?.locale.slice(0, 2)]) {
    const locale = Locale.safeParse(wish);
    if (locale.success) return locale.data;
  }
  return languageOf(event.headers["accept-language"]);
};

/** A form of a few fields, as browsers encode it; anything larger is an empty one. */
const formIn = ({ body, isBase64Encoded }: APIGatewayProxyEventV2): URLSearchParams => {
  if (body === undefined || body.length > 12_000) return new URLSearchParams();
  return new URLSearchParams(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body);
};
