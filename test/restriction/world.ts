import { contestSteps } from "#contest/steps.ts";
import type { BlockEnd } from "#kernel/block.ts";
import { Busy } from "#kernel/failure.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import { type RestrictionGround, restrictionOf } from "#kernel/restriction.ts";
import { contestBlock } from "#requests/contests.ts";
import { openRequest } from "#requests/open.ts";
import { restrictionWish } from "#requests/restrictions.ts";
import { restrictionSteps } from "#restriction/steps.ts";
import { openBlocking } from "../blocking/world.ts";

type Step = (input: { requestId: RequestId }) => Promise<{ next?: string; outcome?: string }>;

/** The blocks' world with the steps of restrictions and contests over the same stores and the same tenant. */
export const openStanding = (policy?: Policy) => {
  const world = openBlocking(policy);
  const stepsOf = (made: object) =>
    Object.fromEntries(
      Object.entries(made).map(([name, make]) => [name, (make as (all: unknown) => Step)(world as never)]),
    );
  const restriction = stepsOf(restrictionSteps);
  const contest = stepsOf(contestSteps);
  const run = async (steps: Record<string, Step>, name: string, requestId: RequestId) =>
    (await steps[name]?.({ requestId })) ?? {};

  const close = async (requestId: RequestId): Promise<string> => {
    await run(restriction, "closeRestriction", requestId);
    return "closed";
  };
  const lift = async (requestId: RequestId): Promise<string> => {
    for (const step of ["letIn", "checkLifted", "tellLifted"]) await run(restriction, step, requestId);
    return close(requestId);
  };
  const follow = async (requestId: RequestId): Promise<string> => {
    const { next = "" } = await run(restriction, "follow", requestId);
    if (next === "tell" || next === "tell-kept") {
      await run(restriction, next === "tell" ? "tellLifting" : "tellKept", requestId);
      return follow(requestId);
    }
    if (next === "lift") return lift(requestId);
    return next === "close" ? close(requestId) : next;
  };
  const stand = async (requestId: RequestId): Promise<string> => {
    await run(restriction, "tellStands", requestId);
    return follow(requestId);
  };
  const shut = async (requestId: RequestId): Promise<string> => {
    const { outcome } = await run(restriction, "passFence", requestId);
    if (outcome === "capped" || outcome === "switched-off") return "room";
    if (outcome === "go") {
      for (const step of ["shutSignIn", "endAccess", "checkShutOut"]) await run(restriction, step, requestId);
    }
    return stand(requestId);
  };

  /** As the story of restrictions goes, up to a wait: "decide", "room", "wait" or "rest"; "closed" at its end. */
  const restrict = async (requestId: RequestId): Promise<string> => {
    if ((await world.requests.find(requestId))?.closedAt !== undefined) return "closed";
    let { next = "" } = await run(restriction, "openRequest", requestId);
    if (next === "begin") next = (await run(restriction, "beginRestriction", requestId)).next ?? "";
    if (next === "again") return restrict(requestId);
    if (next === "decide") return "decide";
    if (next === "shut" || next === "stand") {
      await run(restriction, "markAccount", requestId);
      return next === "shut" ? shut(requestId) : stand(requestId);
    }
    if (next === "follow") return follow(requestId);
    if (next === "lift") return lift(requestId);
    if (next === "withdrawn" || next === "refused") {
      await run(restriction, next === "withdrawn" ? "tellWithdrawn" : "refuse", requestId);
    }
    return close(requestId);
  };

  /** As the story of contests goes: "wait", or "closed" at its end. */
  const judge = async (requestId: RequestId): Promise<string> => {
    if ((await world.requests.find(requestId))?.closedAt !== undefined) return "closed";
    await run(contest, "openRequest", requestId);
    await run(contest, "acknowledge", requestId);
    const { next = "" } = await run(contest, "lookAtContest", requestId);
    if (next === "wait") return "wait";
    if (next === "overdue") {
      await run(contest, "tellOverdue", requestId);
      return "wait";
    }
    if (next === "carry-out") await run(contest, "carryOutAnswer", requestId);
    if (next !== "close") await run(contest, "tellAnswer", requestId);
    await run(contest, "closeContest", requestId);
    return "closed";
  };

  /** Over faults and deaths alike, as retries and restarts do. */
  const through = async (drive: (requestId: RequestId) => Promise<string>, requestId: RequestId): Promise<string> => {
    for (let attempt = 0; attempt < 30; attempt += 1) {
      try {
        return await drive(requestId);
      } catch (error) {
        if (!(error instanceof Busy || error instanceof Killed)) throw error;
      }
    }
    throw new Error("it never comes to an end");
  };

  return {
    ...world,
    restrict: (requestId: RequestId) => through(restrict, requestId),
    judge: (requestId: RequestId) => through(judge, requestId),
    ask: async (
      userId: UserId,
      { ground = "accuracy-contested", shuts = false }: { ground?: RestrictionGround; shuts?: boolean } = {},
    ) => {
      world.clock.wind(1);
      return openRequest(
        world as never,
        world.policy,
      )({
        kind: "restriction",
        channel: "self-service",
        userId,
        proof: {},
        progress: restrictionWish(ground, shuts),
      });
    },
    contest: async (userId: UserId, blockId: RequestId): Promise<RequestId> => {
      world.clock.wind(1);
      const block = await world.requests.find(blockId);
      if (block === undefined) throw new Error("there is no such block");
      const wish = { channel: "self-service", userId, proof: {}, block, ground: "not-true" } as const;
      const outcome = await contestBlock(world as never, world.policy)(wish);
      if (!outcome.accepted) throw new Error(outcome.because);
      return outcome.request.requestId;
    },
    restrictionOf: async (requestId: RequestId) =>
      restrictionOf((await world.requests.find(requestId)) ?? { progress: {} }),
    subjectOf: async (userId: UserId) =>
      world.requests.changeSubject(await world.subjects.refOf(userId), (subject) => ({ outcome: subject, audit: [] })),
  };
};
export type Standing = ReturnType<typeof openStanding>;

/** The process is gone: nothing catches it, and the next attempt begins anew. */
export class Killed extends Error {}

export const inDays = (world: Standing, days: number): BlockEnd => ({
  kind: "until",
  at: new Date(Date.parse(world.clock.now()) + days * 86_400_000).toISOString() as never,
});
