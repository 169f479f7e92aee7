import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { blockOf } from "#kernel/block.ts";
import { ContestGround } from "#kernel/contest.ts";
import { RequestId } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import { askForAccessLink } from "#requests/access-links.ts";
import { contestBlock, isContestable } from "#requests/contests.ts";
import { openRequest } from "#requests/open.ts";
import { ownRequest, ownRequests } from "#requests/own.ts";
import { isAccessLink, openSession, sessionCaller, sessionPrefix } from "#requests/rights-session.ts";
import { isWithdrawable, withdrawRequest } from "#requests/withdraw.ts";
import { type Answer, json } from "../api/answer.ts";
import { readBody } from "../api/input.ts";
import { open, type Route } from "../api/route.ts";
import { languageOf } from "./page.ts";
import { accessPage, sessionPage } from "./session-words.ts";

interface AccessOptions {
  ports: Pick<Ports, "clock" | "requests" | "subjects" | "workflows" | "keys" | "schedules">;
  policy: Policy;
  publicUrl: string;
}

const Asked = z
  .strictObject({ email: z.email("is not an e-mail address").max(254, "is not an e-mail address") })
  .meta({ id: "AccessLinkWish", example: { email: "ada@example.com" } });
const Noted = z.object({ message: z.string() }).meta({ id: "AccessLinkNoted" });

const html = { type: "text/html", schema: z.string() };
const params = z.object({ token: z.string() });

/** The way in for who cannot sign in: a link by mail, a page that says what it does, and a session of minutes for one's own rights. */
export const accessRoutes = ({ ports, policy, publicUrl }: AccessOptions): Route[] => {
  const action = `${new URL(publicUrl).pathname.replace(/\/$/, "")}/rights-session`;
  const localeOf = ({ headers }: APIGatewayProxyEventV2) => languageOf(headers["accept-language"]);

  /** The page of a session: the person's own requests, and what they can do. */
  const showSession = async (
    event: APIGatewayProxyEventV2,
    session: string,
    notice?: "asked" | "withdrawn" | "too-late" | "contested",
  ): Promise<Answer> => {
    const caller = await sessionCaller(ports)(session);
    if (caller === undefined) return accessPage("over", localeOf(event), policy);
    const { items } = await ownRequests(ports)(caller, { limit: 25 });
    return sessionPage(localeOf(event), policy, { action, session, requests: items, ...(notice && { notice }) });
  };

  const act = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const form = formOf(event);
    const session = form.get("session") ?? "";
    const caller = session.startsWith(sessionPrefix) ? await sessionCaller(ports)(session) : undefined;
    if (caller === undefined) return accessPage("over", localeOf(event), policy);
    switch (form.get("choice")) {
      case "deletion": {
        const proof = { by: "link to a verified address" };
        await openRequest(ports, policy)({ kind: "deletion", channel: "rights-session", userId: caller.userId, proof });
        return showSession(event, session, "asked");
      }
      case "contest": {
        const id = RequestId.safeParse(form.get("request"));
        const block = id.success ? await ownRequest(ports)(caller, id.data) : undefined;
        const ground = ContestGround.safeParse(form.get("ground"));
        if (block === undefined || !isContestable(blockOf(block)) || !ground.success)
          return showSession(event, session);
        const proof = { by: "link to a verified address" };
        const wish = { channel: "rights-session", userId: caller.userId, proof, block, ground: ground.data } as const;
        await contestBlock(ports, policy)(wish);
        return showSession(event, session, "contested");
      }
      case "withdraw": {
        const id = RequestId.safeParse(form.get("request"));
        const request = id.success ? await ownRequest(ports)(caller, id.data) : undefined;
        if (request === undefined) return showSession(event, session);
        await withdrawRequest(ports)(request.requestId, "link");
        return showSession(event, session, isWithdrawable(request) ? "withdrawn" : "too-late");
      }
      default:
        return showSession(event, session);
    }
  };

  return [
    open(
      {
        method: "POST",
        path: "/access-links",
        operationId: "askForAccessLink",
        summary: "Ask for a link to your rights, when you cannot sign in",
        description:
          "Always answered the same, whether or not there is an account. If there is one with this verified address, a link comes by mail within some minutes. It works once.",
        body: Asked,
        answer: { status: 202, description: "Noted.", type: "application/json", schema: Noted },
        problems: ["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"],
      },
      async (event) => {
        await askForAccessLink(ports)(readBody(event, Asked).email);
        const message = "If there is an account with this verified address, a link is on its way. It works once.";
        return json(202, { message });
      },
    ),
    open(
      {
        method: "GET",
        path: "/access/{token}",
        operationId: "openAccessLink",
        summary: "Open the page behind an access link",
        description: "Uses nothing up.",
        params,
        answer: { ...html, status: 200, description: "The page." },
        problems: [],
      },
      async (event) => {
        const isGood = await isAccessLink(ports)(event.pathParameters?.token ?? "");
        return accessPage(isGood ? "enter" : "over", localeOf(event), policy);
      },
    ),
    open(
      {
        method: "POST",
        path: "/access/{token}",
        operationId: "useAccessLink",
        summary: "Begin a rights session",
        params,
        answer: { ...html, status: 200, description: "Your requests, and what you can do." },
        problems: [],
      },
      async (event) => {
        const session = await openSession(ports)(event.pathParameters?.token ?? "", policy.rightsSession.session);
        return session === undefined ? accessPage("over", localeOf(event), policy) : showSession(event, session);
      },
    ),
    open(
      {
        method: "POST",
        path: "/rights-session",
        operationId: "actInRightsSession",
        summary: "Ask for something, or take it back, in a rights session",
        answer: { ...html, status: 200, description: "Your requests, and what you can do." },
        problems: [],
      },
      act,
    ),
  ];
};

/** A form of a few fields, as browsers encode it; anything larger is an empty one. */
const formOf = ({ body, isBase64Encoded }: APIGatewayProxyEventV2): URLSearchParams => {
  if (body === undefined || body.length > 8000) return new URLSearchParams();
  return new URLSearchParams(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body);
};
