import { blockOf } from "#kernel/block.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { isAbout } from "#kernel/plan.ts";
import type { PrivacyRequest, RequestStatus } from "#kernel/request.ts";
import { type BlockWish, isPast, keepBlock, liftBlock, proposeBlock } from "#requests/blocks.ts";
import { json } from "../../api/answer.ts";
import { IdempotencyHeader, idempotencyKeyOf } from "../../api/idempotency.ts";
import { RequestParams } from "../../api/model.ts";
import { Problem } from "../../api/problems.ts";
import type { Route } from "../../api/route.ts";
import { filtered, lookingOf, refuseBrokenCursor } from "../read.ts";
import { forOfficers, type OfficerCall, requestAt } from "../route.ts";
import type { TenantDoorOptions } from "../tenant/options.ts";
import { BlockList, BlockQuery, BlockView, KeepBlock, LiftQuery, ProposeBlock } from "./block-model.ts";
import { blockViewOf } from "./block-view.ts";

/** In which statuses a block of each state is to be found. */
const statusesOf: Record<NonNullable<BlockQuery["state"]>, RequestStatus[]> = {
  standing: ["running", "in-force", "needs-attention"],
  "review-due": ["in-force", "needs-attention"],
  proposed: ["received", "in-review"],
  over: ["fulfilled", "refused"],
};
const usualPage = 25;

/** Blocks: proposed, listed, kept and lifted by officers. */
export const blockRoutes = (options: TenantDoorOptions): Route[] => {
  const { ports, policy } = options;
  const route = forOfficers(ports);
  const found = requestAt(ports);
  const inBody = ["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"] as const;
  const blockAnswer = { status: 200, description: "The block.", type: "application/json", schema: BlockView };

  const shown = async (call: Pick<OfficerCall<unknown, unknown>, "officer" | "caller">, request: PrivacyRequest) => {
    const now = await ports.requests.find(request.requestId);
    return blockViewOf(now ?? request, lookingOf(options, call));
  };

  /** The block that the path names; a request of another kind is none. */
  const blockAt = async (call: Pick<OfficerCall<unknown, unknown>, "event">): Promise<PrivacyRequest> => {
    const request = await found(call);
    if (request.kind !== "block") throw new Problem("not-found", { detail: "There is no such block." });
    return request;
  };

  return [
    route(
      {
        permissions: ["blocks:write"],
        decides: true,
        method: "POST",
        path: "/officer/blocks",
        operationId: "proposeBlock",
        summary: "Block a person",
        description:
          "Holds from the moment the fence lets it pass, which is at once unless another officer must approve it: without an end, or of people with certain roles.",
        headers: IdempotencyHeader,
        body: ProposeBlock,
        answer: { status: 202, description: "Accepted and stored.", type: "application/json", schema: BlockView },
        problems: [...inBody, "malformed-idempotency-key", "own-request", "being-deleted", "idempotency-key-reused"],
      },
      async (call) => {
        const { body, officer, event } = call;
        if (body.userId === call.caller.userId) throw new Problem("own-request");
        refusePastEnd(body.end, ports.clock.now());
        const key = idempotencyKeyOf(event);
        const idempotency =
          key === undefined ? undefined : { key, route: "POST /officer/blocks", bodyHash: digestOf(body) };
        const outcome = await proposeBlock(ports, policy)({ ...body, by: officer, idempotency });
        if (!outcome.accepted && outcome.because !== "replayed") {
          throw new Problem(outcome.because === "key-reused" ? "idempotency-key-reused" : "being-deleted");
        }
        const { requestId } = outcome.request;
        return json(202, await shown(call, outcome.request), { location: `/officer/blocks/${requestId}` });
      },
    ),
    route(
      {
        permissions: ["requests:read"],
        decides: false,
        method: "GET",
        path: "/officer/blocks",
        operationId: "listBlocks",
        summary: "List blocks, those that end or are due for a look first",
        description: "A page may be short although there is a next one.",
        query: BlockQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: BlockList },
        problems: ["malformed-query"],
      },
      async (call) => {
        const { state = "standing", reason, limit = usualPage, cursor } = call.query;
        const asked = { status: statusesOf[state], kind: "block" as const, limit, cursor };
        const isMeant = (request: PrivacyRequest): boolean => {
          const block = blockOf(request);
          const isDue = state !== "review-due" || block?.state === "review-due";
          return isDue && (reason === undefined || block?.reason === reason);
        };
        const page = await filtered(ports.requests, asked, call.officer, isMeant).catch(refuseBrokenCursor);
        const blocks = page.requests.map((request) => blockViewOf(request, lookingOf(options, call)));
        return json(200, { blocks, ...(page.cursor !== undefined && { cursor: page.cursor }) });
      },
    ),
    route(
      {
        permissions: ["requests:read"],
        decides: false,
        method: "GET",
        path: "/officer/blocks/{requestId}",
        operationId: "readBlock",
        summary: "See one block, and what you can do about it",
        params: RequestParams,
        answer: blockAnswer,
        problems: ["not-found"],
      },
      async (call) => json(200, await shown(call, await blockAt(call))),
    ),
    route(
      {
        permissions: ["blocks:write"],
        decides: true,
        method: "DELETE",
        path: "/officer/blocks/{requestId}",
        operationId: "liftBlock",
        summary: "Lift a block, or decline one that has not begun",
        description: "It counts no more at once. What else stands for the person stays as it is.",
        params: RequestParams,
        query: LiftQuery,
        answer: blockAnswer,
        problems: ["malformed-query", "not-found", "own-request", "not-now"],
      },
      async (call) => {
        const request = await blockAt(call);
        const outcome = await liftBlock(ports)(request.requestId, { by: call.officer, because: call.query.because });
        if (outcome === "own-request") throw new Problem("own-request");
        if (outcome === "over") throw new Problem("not-now", { detail: "This block is over, or being taken back." });
        return json(200, await shown(call, request));
      },
    ),
    route(
      {
        permissions: ["blocks:write"],
        decides: true,
        method: "POST",
        path: "/officer/blocks/{requestId}/keep",
        operationId: "keepBlock",
        summary: "Keep a block after having looked at it",
        description: "Says until when. For one that an event began, this is the look of a person that it needs.",
        params: RequestParams,
        body: KeepBlock,
        answer: blockAnswer,
        problems: [...inBody, "not-found", "own-request", "four-eyes", "not-now"],
      },
      async (call) => {
        const request = await blockAt(call);
        if (isAbout(request, call.officer)) throw new Problem("own-request");
        const outcome = await keepBlock(ports, policy)(request.requestId, { by: call.officer, end: call.body.end });
        if (outcome === "past-end") refusePastEnd(call.body.end, ports.clock.now());
        if (outcome === "four-eyes") {
          throw new Problem("four-eyes", {
            detail:
              "Without an end a block needs two officers. Give it an end, or propose one without: another approves it.",
          });
        }
        if (outcome === "own-request") throw new Problem("own-request");
        if (outcome !== "kept") throw new Problem("not-now", { detail: "This block is not in force." });
        return json(200, await shown(call, request));
      },
    ),
  ];
};

/** Throws where the end is no end any more. */
export const refusePastEnd = (end: BlockWish["end"], now: Parameters<typeof isPast>[1]): void => {
  if (!isPast(end, now)) return;
  const detail = "The end is past already. Write one that is to come.";
  throw new Problem("invalid-body", { detail, errors: [{ pointer: "/end", detail }] });
};
