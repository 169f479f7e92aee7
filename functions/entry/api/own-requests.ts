import * as z from "zod";
import type { AuditFacts } from "#kernel/audit-entry.ts";
import { receiptName } from "#ports/archive/archive.ts";
import { BrokenCursor } from "#ports/records/records.ts";
import { signDownload } from "#requests/download.ts";
import { ownRequests } from "#requests/own.ts";
import { waiveCoolingOff } from "#requests/waive.ts";
import { withdrawRequest } from "#requests/withdraw.ts";
import { json } from "./answer.ts";
import type { ApiOptions } from "./api.ts";
import { requireFreshLogin, unknownAccount, usualLoginAge } from "./caller.ts";
import { malformedQuery } from "./input.ts";
import { ListQuery, PackageAddress, RequestList, RequestParams, RequestView } from "./model.ts";
import type { Own } from "./own.ts";
import { Problem } from "./problems.ts";
import { personal, type Route } from "./route.ts";

const usualPage = 25;

/** What people do with the requests they have. */
export const ownRequestRoutes = ({ ports, challenge }: ApiOptions, { view, owned }: Own): Route[] => {
  const maxAgeSeconds = challenge?.maxAgeSeconds ?? usualLoginAge;
  const route = personal(ports);
  const { requests, subjects, archive } = ports;

  return [
    route(
      {
        method: "GET",
        path: "/requests",
        operationId: "listOwnRequests",
        summary: "List your own requests",
        query: ListQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: RequestList },
        problems: ["malformed-query"],
      },
      async ({ caller, query: { limit = usualPage, cursor } }) => {
        const page = await ownRequests({ requests, subjects })(caller, {
          limit,
          ...(cursor !== undefined && { cursor }),
        }).catch(refuseBrokenCursor);
        return json(200, { requests: page.items.map(view), ...(page.cursor !== undefined && { cursor: page.cursor }) });
      },
    ),
    route(
      {
        method: "GET",
        path: "/requests/{requestId}",
        operationId: "readOwnRequest",
        summary: "See how far a request is",
        params: RequestParams,
        answer: { status: 200, description: "The request.", type: "application/json", schema: RequestView },
        problems: ["not-found"],
      },
      async (call) => json(200, view(await owned(call))),
    ),
    route(
      {
        method: "DELETE",
        path: "/requests/{requestId}",
        operationId: "withdrawOwnRequest",
        summary: "Take a request back",
        description:
          "Possible until the point of no return. Doing it twice is the same as once. Needs no fresh login. A restriction that stands is ended by it: it is lifted at once.",
        params: RequestParams,
        answer: {
          status: 200,
          description: "Withdrawn, or being ended. Nothing will be deleted.",
          type: "application/json",
          schema: RequestView,
        },
        problems: ["not-found", "too-late-to-withdraw", "request-ended"],
      },
      async (call) => {
        const { requestId } = await owned(call);
        const outcome = await withdrawRequest(ports)(requestId);
        if (outcome === "too-late") throw new Problem("too-late-to-withdraw", { requestId });
        if (outcome === "already-ended") throw new Problem("request-ended", { requestId });
        return json(200, view(await owned(call)));
      },
    ),
    route(
      {
        method: "POST",
        path: "/requests/{requestId}/waiver",
        operationId: "waiveCoolingOff",
        summary: "Do not wait out the time to change your mind",
        description:
          "Ends the cooling-off of a deletion that you asked for, at once and for good. Needs a login from the last minutes.",
        params: RequestParams,
        answer: { status: 200, description: "Nobody waits any more.", type: "application/json", schema: RequestView },
        problems: ["not-found", "fresh-login-needed", "nothing-to-waive"],
      },
      async (call) => {
        const { requestId } = await owned(call);
        const { loginAgeSeconds } = requireFreshLogin(call.caller, ports.clock, maxAgeSeconds);
        const outcome = await waiveCoolingOff(ports)(requestId, { loginAgeSeconds });
        if (outcome !== "waived") throw new Problem("nothing-to-waive", { requestId });
        return json(200, view(await owned(call)));
      },
    ),
    route(
      {
        method: "GET",
        path: "/requests/{requestId}/package",
        operationId: "readOwnPackage",
        summary: "Fetch your data",
        description:
          "Signs an address under which the ZIP can be fetched for a minute, by whoever has it: open it at once and tell it nobody. Needs a login from the last minutes, or a session by a mailed link. Each call goes on record.",
        params: RequestParams,
        answer: { status: 200, description: "Where to fetch it.", type: "application/json", schema: PackageAddress },
        problems: ["not-found", "fresh-login-needed", "no-package"],
      },
      async (call) => {
        const request = await owned(call);
        const proof: AuditFacts = call.caller.bySession
          ? { by: "link to a verified address" }
          : { ...requireFreshLogin(call.caller, ports.clock, maxAgeSeconds, "Fetching your data") };
        if (call.caller.accountCreatedAt === undefined) throw unknownAccount();
        const address = await signDownload(ports)(request, call.caller, proof);
        if (address === undefined) throw new Problem("no-package", { requestId: request.requestId });
        return json(200, address);
      },
    ),
    route(
      {
        method: "GET",
        path: "/requests/{requestId}/receipt",
        operationId: "readOwnReceipt",
        summary: "Fetch the signed receipt of a deletion",
        description: "A compact JWS. Anybody can check it offline against the keys at /.well-known/jwks.json.",
        params: RequestParams,
        answer: {
          status: 200,
          description: "The receipt.",
          type: "application/jose",
          schema: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        },
        problems: ["not-found", "no-receipt-yet"],
      },
      async (call) => {
        const { requestId } = await owned(call);
        const receipt = await archive.get("receipts", receiptName(requestId));
        if (receipt === undefined) throw new Problem("no-receipt-yet", { requestId });
        return {
          statusCode: 200,
          headers: {
            "content-type": "application/jose",
            "content-disposition": `attachment; filename="habeas-receipt-${requestId}.jws"`,
          },
          body: Buffer.from(receipt).toString("utf8"),
        };
      },
    ),
  ];
};

const refuseBrokenCursor = (error: unknown): never => {
  throw error instanceof BrokenCursor ? malformedQuery("The cursor is not one of this list.") : error;
};
