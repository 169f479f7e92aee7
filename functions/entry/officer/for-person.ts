import { blockOf } from "#kernel/block.ts";
import type { Instant } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { AcceptOutcome } from "#ports/requests/requests.ts";
import { contestBlock, isContestable } from "#requests/contests.ts";
import { openRequest } from "#requests/open.ts";
import { restrictionWish } from "#requests/restrictions.ts";
import { json } from "../api/answer.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { OpenForPerson } from "./for-person-model.ts";
import { RequestDetail } from "./model.ts";
import { lookingOf, type OfficerOptions } from "./read.ts";
import { forOfficers } from "./route.ts";
import { detailOf } from "./views.ts";

/** How an officer opens a request for somebody who wrote or called. */
export const openingForPersons = (options: OfficerOptions): Route[] => {
  const { ports } = options;
  const route = forOfficers(ports);

  return [
    route(
      {
        permissions: ["requests:decide"],
        decides: true,
        method: "POST",
        path: "/officer/requests",
        operationId: "openForPerson",
        summary: "Open a request for a person who wrote or called",
        description:
          "Says how you judged that it is the person. Another officer must approve it, or answer it where a block is contested. Of a deletion a notice goes to every address the account names, and one objection stops it.",
        body: OpenForPerson,
        answer: { status: 202, description: "Accepted and stored.", type: "application/json", schema: RequestDetail },
        problems: [
          "malformed-body",
          "body-too-large",
          "unsupported-media-type",
          "invalid-body",
          "own-request",
          "already-open",
          "being-deleted",
        ],
      },
      async (call) => {
        const { body, officer, caller } = call;
        refuseFuture(body.receivedAt, ports.clock.now());
        if (body.userId === caller.userId) throw new Problem("own-request");
        const { requestId } = accepted(await open(options, body, officer));
        const facts = await ports.requests.change(requestId, (facts) => ({ outcome: facts, audit: [] }));
        const headers = { location: `/officer/requests/${requestId}` };
        return json(202, detailOf(facts, lookingOf(options, call)), headers);
      },
    ),
  ];
};

const open = async (
  { ports, policy }: OfficerOptions,
  body: OpenForPerson,
  officer: string,
): Promise<AcceptOutcome> => {
  const { kind, userId, receivedAt, identity } = body;
  const byOfficer = { openedBy: { officer, identity }, receivedAt };
  const opening = { channel: "officer", userId, proof: { identity }, byOfficer } as const;
  if (kind === "contest") {
    const block = await blockOfPerson(ports, body);
    return contestBlock(ports, policy)({ ...opening, block, ground: body.ground });
  }
  const progress = kind === "restriction" ? restrictionWish(body.ground, body.shutSignIn === true) : undefined;
  return openRequest(ports, policy)({ ...opening, kind, progress });
};

/** The block that is contested. Another person's, one that is over and one that never was are one and the same answer. */
const blockOfPerson = async (
  { requests, subjects }: OfficerOptions["ports"],
  { userId, block: requestId }: Extract<OpenForPerson, { kind: "contest" }>,
): Promise<PrivacyRequest> => {
  const [block, subjectRef] = await Promise.all([requests.find(requestId), subjects.find(userId)]);
  if (block !== undefined && block.subjectRef === subjectRef && isContestable(blockOf(block))) return block;
  const detail = "There is no block of this person under this number that stands.";
  throw new Problem("invalid-body", { detail, errors: [{ pointer: "/block", detail }] });
};

const refuseFuture = (receivedAt: Instant, now: Instant): void => {
  if (receivedAt <= now) return;
  const detail = "It cannot have arrived in the future.";
  throw new Problem("invalid-body", { detail, errors: [{ pointer: "/receivedAt", detail }] });
};

/** Throws where nothing was accepted. */
const accepted = (outcome: AcceptOutcome): PrivacyRequest => {
  if (outcome.accepted) return outcome.request;
  if (outcome.because === "already-open") throw new Problem("already-open", { requestId: outcome.requestId });
  throw new Problem("being-deleted");
};
