import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { blockOf } from "#kernel/block.ts";
import { ContestGround } from "#kernel/contest.ts";
import type { Policy } from "#kernel/policy.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import { confirmRequest } from "#requests/confirm.ts";
import { contestBlock, isContestable } from "#requests/contests.ts";
import { type LinkPurpose, linkIn } from "#requests/links.ts";
import { withdrawRequest } from "#requests/withdraw.ts";
import type { Answer } from "../api/answer.ts";
import { open, type Route } from "../api/route.ts";
import { languageOf, page } from "./page.ts";
import { type PageName, pageWords } from "./words.ts";

interface LinkOptions {
  ports: Pick<Ports, "clock" | "requests" | "subjects" | "workflows" | "keys">;
  policy: Policy;
}

const html = { type: "text/html", schema: z.string() };
const params = z.object({ token: z.string() });

/** The pages behind mailed links. A link opens a page; only its button acts, so nothing happens when a mail scanner follows it. */
export const linkRoutes = ({ ports, policy }: LinkOptions): Route[] => {
  const find = linkIn(ports);

  const show = (event: APIGatewayProxyEventV2, name: PageName, request?: PrivacyRequest): Answer =>
    page(statusOf[name], pageWords(name, languageOf(event.headers["accept-language"]), policy, request));

  /** The link came with the notice of the block, to the person's own address. */
  const contest = async (block: PrivacyRequest, choice: string): Promise<PageName> => {
    const userId = await ports.subjects.userIdOf(block.subjectRef);
    const ground = ContestGround.safeParse(choice);
    if (userId === undefined || !ground.success) return "ended";
    const proof = { by: "link in the notice" };
    const wish = { channel: "rights-session", userId, proof, block, ground: ground.data } as const;
    const outcome = await contestBlock(ports, policy)(wish);
    return outcome.accepted || outcome.because === "already-open" ? "contested" : "ended";
  };

  const act = async (purpose: LinkPurpose, choice: string, request: PrivacyRequest): Promise<PageName> => {
    const { requestId } = request;
    if (purpose === "contest") return contest(request, choice);
    if (purpose === "confirm" && choice === "confirm") {
      return (await confirmRequest(ports)(requestId)) === "confirmed" ? "confirmed" : "ended";
    }
    const via = purpose === "object" ? "objection" : "link";
    const outcome = await withdrawRequest(ports)(requestId, via);
    if (outcome === "withdrawn") return purpose === "object" ? "stopped" : "withdrawn";
    return outcome === "too-late" ? "too-late" : "ended";
  };

  return [
    open(
      {
        method: "GET",
        path: "/links/{token}",
        operationId: "openLink",
        summary: "Open the page behind a mailed link",
        description: "Changes nothing. The page says what its button would do.",
        params,
        answer: { ...html, status: 200, description: "The page." },
        problems: [],
      },
      async (event) => {
        const link = await find(event.pathParameters?.token ?? "");
        return link === undefined ? show(event, "unknown") : show(event, pageFor(link), link.request);
      },
    ),
    open(
      {
        method: "POST",
        path: "/links/{token}",
        operationId: "useLink",
        summary: "Press the button of the page behind a mailed link",
        params,
        answer: { ...html, status: 200, description: "The page with what became of it." },
        problems: [],
      },
      async (event) => {
        const link = await find(event.pathParameters?.token ?? "");
        if (link === undefined) return show(event, "unknown");
        const asked = pageFor(link);
        const choice = choiceIn(event);
        const isOffered = pageWords(asked, "en", policy).choices?.some(({ value }) => value === choice);
        if (!isOffered) return show(event, asked, link.request);
        return show(event, await act(link.purpose, choice, link.request), link.request);
      },
    ),
  ];
};

const statusOf: Record<PageName, number> = {
  "ask-withdraw": 200,
  "ask-confirm": 200,
  "ask-object": 200,
  withdrawn: 200,
  stopped: 200,
  confirmed: 200,
  "ask-contest": 200,
  contested: 200,
  "too-late": 409,
  ended: 409,
  unknown: 404,
};

/** The page that fits the link and what has become of the request since. */
const pageFor = ({ request, purpose }: { request: PrivacyRequest; purpose: LinkPurpose }): PageName => {
  if (purpose === "contest") return isContestable(blockOf(request)) ? "ask-contest" : "ended";
  if (request.status === "withdrawn") return purpose === "object" ? "stopped" : "withdrawn";
  if (request.pointOfNoReturnAt !== undefined) return "too-late";
  if (isEnd(request.status)) return "ended";
  if (purpose === "confirm") return request.progress.confirmedAt === undefined ? "ask-confirm" : "confirmed";
  return purpose === "object" ? "ask-object" : "ask-withdraw";
};

/** What the form said: a few bytes, as browsers encode them. Anything else is no choice. */
const choiceIn = ({ body, isBase64Encoded }: APIGatewayProxyEventV2): string => {
  if (body === undefined || body.length > 200) return "";
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
  return new URLSearchParams(text).get("choice") ?? "";
};
