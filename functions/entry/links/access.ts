import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { blockOf } from "#kernel/block.ts";
import { ContestGround } from "#kernel/contest.ts";
import { RequestId } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import { RestrictionGround } from "#kernel/restriction.ts";
import type { Ports } from "#ports/ports.ts";
import type { AcceptOutcome } from "#ports/requests/requests.ts";
import { askForAccessLink } from "#requests/access-links.ts";
import { contestBlock, isContestable } from "#requests/contests.ts";
import { signDownload } from "#requests/download.ts";
import { standingExport } from "#requests/exports.ts";
import { openRequest } from "#requests/open.ts";
import { ownRequest, ownRequests } from "#requests/own.ts";
import { restrictionWish } from "#requests/restrictions.ts";
import { isAccessLink, openSession, sessionCaller, sessionPrefix } from "#requests/rights-session.ts";
import { isWithdrawable, withdrawRequest } from "#requests/withdraw.ts";
import { type Answer, json } from "../api/answer.ts";
import { readBody } from "../api/input.ts";
import { open, type Route } from "../api/route.ts";
import { languageOf } from "./page.ts";
import { accessPage, sessionPage } from "./session-page.ts";
import type { SessionNotice } from "./session-words.ts";

const proof = { by: "link to a verified address" };

interface AccessOptions {
  ports: Pick<Ports, "clock" | "requests" | "subjects" | "workflows" | "keys" | "schedules" | "archive">;
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
    more: { notice?: SessionNotice; download?: string } = {},
  ): Promise<Answer> => {
    const caller = await sessionCaller(ports)(session);
    if (caller === undefined) return accessPage("over", localeOf(event), policy);
    const { items } = await ownRequests(ports)(caller, { limit: 25 });
    return sessionPage(localeOf(event), policy, { action, session, requests: items, now: ports.clock.now(), ...more });
  };

  const act = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const form = formOf(event);
    const session = form.get("session") ?? "";
    const caller = session.startsWith(sessionPrefix) ? await sessionCaller(ports)(session) : undefined;
    if (caller === undefined) return accessPage("over", localeOf(event), policy);
    const say = (notice?: SessionNotice) => showSession(event, session, notice && { notice });
    /** The request that the form is about, where it is the caller's own. */
    const named = async () => {
      const id = RequestId.safeParse(form.get("request"));
      return id.success ? ownRequest(ports)(caller, id.data) : undefined;
    };
    const asking = { channel: "rights-session", userId: caller.userId, proof } as const;
    switch (form.get("choice")) {
      case "deletion":
        return say(toldOf(await openRequest(ports, policy)({ ...asking, kind: "deletion" }), "asked"));
      case "export": {
        const standing = await standingExport(ports)(caller, "full", policy);
        const wish = { ...asking, kind: "export", progress: { format: "full" }, standing } as const;
        return say(toldOf(await openRequest(ports, policy)(wish), "export-asked"));
      }
      case "restriction": {
        const ground = RestrictionGround.safeParse(form.get("ground"));
        if (!ground.success) return say();
        const wish = { ...asking, kind: "restriction", progress: restrictionWish(ground.data, false) } as const;
        return say(toldOf(await openRequest(ports, policy)(wish), "restriction-asked"));
      }
      case "contest": {
        const block = await named();
        const ground = ContestGround.safeParse(form.get("ground"));
        if (block === undefined || !isContestable(blockOf(block)) || !ground.success) return say();
        await contestBlock(ports, policy)({ ...asking, block, ground: ground.data });
        return say("contested");
      }
      case "package": {
        const request = await named();
        const address = request && (await signDownload(ports)(request, caller, proof));
        return address === undefined
          ? say("no-package")
          : showSession(event, session, { notice: "package-signed", download: address.url });
      }
      case "withdraw": {
        const request = await named();
        if (request === undefined) return say();
        await withdrawRequest(ports)(request.requestId, "link");
        if (!isWithdrawable(request)) return say("too-late");
        return say(request.kind === "deletion" ? "withdrawn" : "taken-back");
      }
      default:
        return say();
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

/** What the page says of a wish; the same wish again is as good as the first. */
const toldOf = (outcome: AcceptOutcome, done: SessionNotice): SessionNotice | undefined => {
  if (outcome.accepted || outcome.because === "replayed" || outcome.because === "already-open") return done;
  if (outcome.because === "answer-stands") return "export-there";
  return outcome.because === "being-deleted" ? "being-deleted" : undefined;
};

/** A form of a few fields, as browsers encode it; anything larger is an empty one. */
const formOf = ({ body, isBase64Encoded }: APIGatewayProxyEventV2): URLSearchParams => {
  if (body === undefined || body.length > 8000) return new URLSearchParams();
  return new URLSearchParams(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body);
};
