import * as z from "zod";
import type { AuditFacts } from "#kernel/audit-entry.ts";
import { blockOf } from "#kernel/block.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { AcceptOutcome } from "#ports/requests/requests.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import { contestBlock, isContestable } from "#requests/contests.ts";
import { standingExport } from "#requests/exports.ts";
import { type Opening, openRequest } from "#requests/open.ts";
import { ownRequest } from "#requests/own.ts";
import { restrictionWish } from "#requests/restrictions.ts";
import { type Answer, json } from "./answer.ts";
import type { ApiOptions } from "./api.ts";
import { requireFreshLogin, usualLoginAge } from "./caller.ts";
import { IdempotencyHeader, idempotencyKeyOf } from "./idempotency.ts";
import { asAccepted, RequestView } from "./model.ts";
import { NewRequest } from "./new-request.ts";
import type { Own } from "./own.ts";
import { Problem } from "./problems.ts";
import { personal, type Route } from "./route.ts";

/** How a person asks for something: stored first, answered then. */
export const askRoute = ({ ports, policy, challenge }: ApiOptions, { place, view }: Own): Route => {
  const maxAgeSeconds = challenge?.maxAgeSeconds ?? usualLoginAge;

  const accepted = (request: PrivacyRequest): Answer =>
    json(202, view(asAccepted(request)), { location: place(request.requestId) });

  const answerTo = (outcome: AcceptOutcome): Answer => {
    if (outcome.accepted) return accepted(outcome.request);
    switch (outcome.because) {
      case "replayed":
        return accepted(outcome.request);
      case "key-reused":
        throw new Problem("idempotency-key-reused");
      case "already-open": {
        const { requestId } = outcome;
        throw new Problem("already-open", { requestId, headers: { location: place(requestId) } });
      }
      case "answer-stands": {
        const { requestId } = outcome;
        throw new Problem("package-is-there", { requestId, headers: { location: place(requestId) } });
      }
      case "being-deleted": // perhaps by the request of a linked account, which the caller may not see: so it is not named
        throw new Problem("being-deleted");
    }
  };

  /** What proves that it is the person. In a rights session nobody can be fresh: a second mail confirms instead, where it must. */
  const freshLogin = (caller: Caller, what?: string): AuditFacts =>
    caller.bySession
      ? { by: "link to a verified address" }
      : { ...requireFreshLogin(caller, ports.clock, maxAgeSeconds, what), federated: caller.federated };
  const anyProof = (caller: Caller): AuditFacts => ({ by: caller.bySession ? "link to a verified address" : "login" });
  const proofOf = (caller: Caller, body: NewRequest): AuditFacts => {
    if (body.kind === "deletion") return freshLogin(caller);
    // whoever has an old token, such as one that was stolen, shuts nobody out of their account
    if (body.kind === "restriction" && body.shutSignIn === true) return freshLogin(caller, "Shutting sign-in");
    // the rest harms nobody: a package is handed out to a fresh login, a restriction is ended again
    return anyProof(caller);
  };

  return personal(ports)(
    {
      method: "POST",
      path: "/requests",
      operationId: "askForRequest",
      summary: "Ask for something",
      description:
        "Accepts your request and begins with it at once. Deleting your account, or shutting its sign-in, needs a login from the last minutes. Send an Idempotency-Key, so that a repeated call is recognised.",
      headers: IdempotencyHeader,
      body: NewRequest,
      answer: {
        status: 202,
        description: "Accepted and stored. Location is where to follow it.",
        type: "application/json",
        schema: RequestView,
        headers: z.object({ Location: z.string() }),
      },
      problems: [
        "malformed-body",
        "malformed-idempotency-key",
        "fresh-login-needed",
        "already-open",
        "package-is-there",
        "being-deleted",
        "idempotency-key-reused",
        "body-too-large",
        "unsupported-media-type",
        "invalid-body",
      ],
    },
    async ({ event, caller, body }) => {
      const key = idempotencyKeyOf(event);
      const proof = proofOf(caller, body);
      const asking = {
        channel: caller.bySession ? "rights-session" : "self-service",
        userId: caller.userId,
        proof,
        idempotency: key === undefined ? undefined : { key, route: "POST /requests", bodyHash: digestOf(body) },
      } as const;
      if (body.kind === "contest") {
        const block = await contestedBlock(ports, caller, body.block);
        return answerTo(await contestBlock(ports, policy)({ ...asking, block, ground: body.ground }));
      }
      const wish = await wishOf(ports, policy, caller, body);
      return answerTo(await openRequest(ports, policy)({ ...wish, ...asking, kind: body.kind }));
    },
  );
};

/** What is asked for beside the kind. */
const wishOf = async (
  ports: ApiOptions["ports"],
  policy: ApiOptions["policy"],
  caller: Caller,
  body: Exclude<NewRequest, { kind: "contest" }>,
): Promise<Pick<Opening, "progress" | "standing">> => {
  switch (body.kind) {
    case "deletion":
      return {};
    case "export":
      return exportWish(ports, policy, caller, body);
    case "restriction":
      return { progress: restrictionWish(body.ground, body.shutSignIn === true) };
  }
};

/** The block that is contested. Another's, one that is over and one that never was are one and the same answer (I14). */
const contestedBlock = async (
  ports: ApiOptions["ports"],
  caller: Caller,
  blockId: RequestId,
): Promise<PrivacyRequest> => {
  const block = await ownRequest(ports)(caller, blockId);
  if (block !== undefined && isContestable(blockOf(block))) return block;
  const detail = "There is no block of yours under this number that stands.";
  throw new Problem("invalid-body", { detail, errors: [{ pointer: "/block", detail }] });
};

/** Who has a package of the same kind is offered it; who insists is decided about by an officer. */
const exportWish = async (
  { requests, subjects, clock }: ApiOptions["ports"],
  policy: ApiOptions["policy"],
  caller: Caller,
  { format = "full", insist = false }: Extract<NewRequest, { kind: "export" }>,
): Promise<Pick<Opening, "progress" | "standing">> => {
  const standing = await standingExport({ requests, subjects, clock })(caller, format, policy);
  const progress = { format, ...(insist && standing !== undefined && { insisted: true }) };
  return { progress, ...(standing !== undefined && !insist && { standing }) };
};
