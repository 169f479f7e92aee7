import * as z from "zod";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest, RequestStatus } from "#kernel/request.ts";
import { isEnd, RequestStatus as Statuses } from "#kernel/request.ts";
import type { TermsDocument } from "#kernel/terms.ts";
import { requestChain } from "#ports/audit/audit.ts";
import type { Ports } from "#ports/ports.ts";
import { BrokenCursor } from "#ports/records/records.ts";
import { cursorAfter } from "#ports/requests/requests.ts";
import { StoryName } from "#ports/workflows/workflows.ts";
import { json } from "../api/answer.ts";
import { malformedQuery } from "../api/input.ts";
import { RequestParams } from "../api/model.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import {
  OfficerQuery,
  type OfficerQuery as Query,
  RequestDetail,
  RequestRows,
  RunView,
  StoryGraph,
  Timeline,
} from "./model.ts";
import { forOfficers, type OfficerCall, requestAt } from "./route.ts";
import { runOf } from "./run-view.ts";
import { detailOf, type Looking, rowOf } from "./views.ts";

export interface OfficerOptions {
  ports: Pick<
    Ports,
    | "clock"
    | "requests"
    | "subjects"
    | "workflows"
    | "keys"
    | "tokens"
    | "audit"
    | "schedules"
    | "notices"
    | "events"
    | "tasks"
    | "queue"
    | "terms"
    | "campaigns"
    | "archive"
  >;
  policy: Policy;
  /** Every version of every document that this installation has the text of. */
  documents: readonly TermsDocument[];
  /** Each story as a graph, by its name. */
  stories: Record<string, StoryGraph>;
}

export const lookingOf = (
  { ports, policy }: { ports: Pick<Ports, "clock">; policy: Policy },
  { officer, caller }: Pick<OfficerCall<unknown, unknown>, "officer" | "caller">,
): Looking => ({ officer, caller, policy, now: ports.clock.now() });

/** What is in force waits for nobody, unless somebody has to look at it. */
const openStatuses = Statuses.options.filter((status) => !isEnd(status));
const isOpen = ({ status, attention }: PrivacyRequest): boolean => status !== "in-force" || attention !== undefined;
const usualPage = 25;
/** How many requests one call looks through for a filter; what is beyond it is on the next page. */
const mostLookedAt = 1000;
const perLook = 100;

/** What officers see. */
export const officerReads = (options: OfficerOptions): Route[] => {
  const { ports, stories } = options;
  const route = forOfficers(ports);
  const found = requestAt(ports);
  const mayRead = { permissions: ["requests:read"], decides: false } as const;

  return [
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/requests",
        operationId: "listRequests",
        summary: "List requests in order of due date",
        description: "All that are open unless statuses are named. A page may be short although there is a next one.",
        query: OfficerQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: RequestRows },
        problems: ["malformed-query"],
      },
      async (call) => {
        const page = await filtered(ports.requests, call.query, call.officer).catch(refuseBrokenCursor);
        const looking = lookingOf(options, call);
        return json(200, { ...page, requests: page.requests.map((request) => rowOf(request, looking)) });
      },
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/requests/{requestId}",
        operationId: "readRequest",
        summary: "See one request, and what you can do about it",
        params: RequestParams,
        answer: { status: 200, description: "The request.", type: "application/json", schema: RequestDetail },
        problems: ["not-found"],
      },
      async (call) => {
        const { requestId } = await found(call);
        const facts = await ports.requests.change(requestId, (facts) => ({ outcome: facts, audit: [] }));
        return json(200, detailOf(facts, lookingOf(options, call)));
      },
    ),
    route(
      {
        permissions: ["requests:read", "audit:read"],
        decides: false,
        method: "GET",
        path: "/officer/requests/{requestId}/audit",
        operationId: "readTimeline",
        summary: "Read what happened, entry by entry",
        params: RequestParams,
        query: z.strictObject({ cursor: z.string().min(1).max(2048).optional() }),
        answer: { status: 200, description: "The entries, oldest first.", type: "application/json", schema: Timeline },
        problems: ["not-found", "malformed-query"],
      },
      async (call) => {
        const { requestId } = await found(call);
        const { cursor } = call.query;
        const range = { limit: 100, ...(cursor !== undefined && { cursor }) };
        const page = await ports.audit.entries(requestChain(requestId), range).catch(refuseBrokenCursor);
        const entries = page.items.map(({ number, at, event, actor, facts, hash }) => ({
          ...{ number, at, event, facts, hash },
          actor: actor === call.officer ? "me" : actor,
        }));
        return json(200, { entries, ...(page.cursor !== undefined && { cursor: page.cursor }) });
      },
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/requests/{requestId}/run",
        operationId: "readRun",
        summary: "See how far the run is, state by state",
        params: RequestParams,
        answer: { status: 200, description: "The run in force.", type: "application/json", schema: RunView },
        problems: ["not-found"],
      },
      async (call) => json(200, await runOf(ports, stories)(await found(call))),
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/stories/{story}",
        operationId: "readStory",
        summary: "Read a story as a graph",
        params: z.object({ story: StoryName }),
        answer: { status: 200, description: "The graph.", type: "application/json", schema: StoryGraph },
        problems: ["not-found"],
      },
      async ({ event }) => {
        const story = StoryName.safeParse(event.pathParameters?.story).data;
        const graph = story === undefined ? undefined : stories[story];
        if (graph === undefined) throw new Problem("not-found", { detail: "There is no such story." });
        return json(200, graph);
      },
    ),
  ];
};

/** Pages through the list by due date until the page is full, or enough was looked at. Throws `BrokenCursor`. */
export const filtered = async (
  requests: Ports["requests"],
  { status, limit = usualPage, cursor, dueBefore, ...filter }: Query,
  officer: string,
  isMeant: (request: PrivacyRequest) => boolean = () => true,
): Promise<{ requests: PrivacyRequest[]; cursor?: string }> => {
  const statuses: readonly RequestStatus[] = status ?? openStatuses;
  const isWanted = wanted(filter, officer);
  const rows: PrivacyRequest[] = [];
  let place = cursor;
  for (let looked = 0; looked < mostLookedAt; looked += perLook) {
    const page = await requests.inStatuses(statuses, { dueBefore, limit: perLook, cursor: place });
    const isShown = (request: PrivacyRequest) => isMeant(request) && (status !== undefined || isOpen(request));
    rows.push(...page.items.filter((request) => isWanted(request) && isShown(request)));
    place = page.cursor;
    if (place === undefined || rows.length > limit) break;
  }
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const goesOn = rows.length > limit && last !== undefined ? cursorAfter(last) : place;
  return { requests: shown, ...(goesOn !== undefined && { cursor: goesOn }) };
};

const wanted =
  ({ kind, claimed, attention }: Pick<Query, "kind" | "claimed" | "attention">, officer: string) =>
  (request: PrivacyRequest): boolean => {
    const { claimedBy } = request;
    const isClaimed = { me: claimedBy === officer, nobody: claimedBy === undefined }[claimed ?? ""];
    return (
      (kind === undefined || request.kind === kind) &&
      (claimed === undefined || (isClaimed ?? claimedBy === claimed)) &&
      (attention === undefined || (request.attention !== undefined) === attention)
    );
  };

export const refuseBrokenCursor = (error: unknown): never => {
  throw error instanceof BrokenCursor ? malformedQuery("The cursor is not one of this list.") : error;
};
