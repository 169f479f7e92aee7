import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ApplicationBlock, type BlockEnd, type BlockReach, BlockReason } from "#kernel/block.ts";
import { protectsOthers } from "#kernel/block-standing.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { planOf } from "#kernel/plan.ts";
import { approvePlan } from "#requests/approve.ts";
import { keepBlock, liftBlock } from "#requests/blocks.ts";
import { answerContest } from "#requests/contests.ts";
import { announceLifting } from "#requests/restrictions.ts";
import { openStanding, type Standing } from "../restriction/world.ts";
import { aPolicy } from "../support/requests.ts";

// Blocks of every kind, times, events and officers in any order: what stands at the tenant is always what the model says.

const day = 86_400;

interface ModelBlock {
  reason: BlockReason;
  reach: BlockReach;
  end: BlockEnd;
  automatic: boolean;
  reviewed: boolean;
}
interface Model {
  /** Those that stand, by request. */
  standing: Map<RequestId, ModelBlock>;
  all: RequestId[];
  /** Somebody blocked the account by hand, and the tenant's log said so or we found it. */
  byHand: boolean;
  /** The restriction that stands, and whether the person wanted sign-in shut with it. */
  restriction?: { id: RequestId; shuts: boolean } | undefined;
}
interface Real {
  world: Standing;
  ada: UserId;
}

const demanded = ({ standing, byHand, restriction }: Model) => {
  const blocks = [...standing].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const applications: ApplicationBlock[] = blocks.flatMap(([, { reach, end, reason }]) =>
    reach === "everywhere"
      ? []
      : [{ ...reach, reason, ...(end.kind === "until" && { until: end.at }) } as ApplicationBlock],
  );
  return {
    blocked: byHand || restriction?.shuts === true || blocks.some(([, { reach }]) => reach === "everywhere"),
    applications,
    restricted: restriction !== undefined,
  };
};

/** Every open run goes on as far as it comes, and the tenant is compared. */
const settle = async (model: Model, { world, ada }: Real): Promise<void> => {
  const now = world.clock.now();
  for (const [id, { end, automatic, reviewed }] of [...model.standing]) {
    const isOver = end.kind === "until" && end.at <= now;
    const isUnreviewed = automatic && !reviewed && end.kind === "review" && end.by <= now;
    if (isOver || isUnreviewed) model.standing.delete(id);
  }
  for (const id of model.all) await world.driveOn(id);
  const account = world.accounts.get(ada);
  const { blocked, applicationBlocks: applications = [], restricted = false } = account ?? {};
  expect({ blocked, applications, restricted }).toEqual(demanded(model));
};

/** Without an end two officers are needed, and the one who proposed it is not the other (I12). */
const approveByAnother = async ({ world }: Real, id: RequestId): Promise<void> => {
  expect(await world.driveOn(id)).toBe("decide");
  const request = await world.requests.find(id);
  const planDigest = (request && planOf(request)?.digest) ?? "";
  expect(await approvePlan(world as never)(id, { officer: "officer:one", planDigest })).not.toBe("approved");
  expect(await approvePlan(world as never)(id, { officer: "officer:two", planDigest })).toBe("approved");
};

interface Proposal {
  reason: BlockReason;
  reach: BlockReach;
  days: number;
  kind: BlockEnd["kind"];
  automatic: boolean;
}

class Propose implements fc.AsyncCommand<Model, Real> {
  readonly proposal: Proposal;
  constructor(proposal: Proposal) {
    this.proposal = proposal;
  }
  check = (model: Readonly<Model>) => model.all.length < 12;
  async run(model: Model, real: Real): Promise<void> {
    const { world, ada } = real;
    const { reason, reach, kind } = this.proposal;
    const moment = plus(world.clock.now(), this.proposal.days * day);
    const ends = { until: { at: moment }, review: { by: moment }, lifted: {} };
    const end = { kind, ...ends[kind] } as BlockEnd;
    // no event blocks without an end
    const automatic = this.proposal.automatic && kind !== "lifted";
    const id = await world.propose(ada, { reason, reach, end, by: automatic ? "system" : "officer:one" });
    model.all.push(id);
    if (kind === "lifted") await approveByAnother(real, id);
    // while their data may only be stored, nobody is shut out but to protect others (Article 18(2))
    if (model.restriction === undefined || protectsOthers(reason)) {
      model.standing.set(id, { reason, reach, end, automatic, reviewed: false });
    }
    await settle(model, real);
  }
  toString = () => `propose ${JSON.stringify(this.proposal)}`;
}

class Lift implements fc.AsyncCommand<Model, Real> {
  readonly which: number;
  constructor(which: number) {
    this.which = which;
  }
  check = (model: Readonly<Model>) => model.all.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const id = model.all[this.which % model.all.length] as RequestId;
    const outcome = await liftBlock(real.world as never)(id, { by: "officer:two", because: "mistake" });
    // a stale lifting is refused, and changes nothing
    expect(outcome).toBe(model.standing.has(id) ? "lifted" : "over");
    model.standing.delete(id);
    await settle(model, real);
  }
  toString = () => `lift ${this.which}`;
}

class Keep implements fc.AsyncCommand<Model, Real> {
  readonly which: number;
  readonly days: number;
  constructor(which: number, days: number) {
    this.which = which;
    this.days = days;
  }
  check = (model: Readonly<Model>) => model.all.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { world } = real;
    const id = model.all[this.which % model.all.length] as RequestId;
    const end: BlockEnd = { kind: "until", at: plus(world.clock.now(), this.days * day) };
    const outcome = await keepBlock(world as never, world.policy)(id, { by: "officer:two", end });
    const block = model.standing.get(id);
    expect(outcome).toBe(block === undefined ? "over" : "kept");
    if (block !== undefined) model.standing.set(id, { ...block, end, reviewed: true });
    await settle(model, real);
  }
  toString = () => `keep ${this.which} for ${this.days}`;
}

class Wind implements fc.AsyncCommand<Model, Real> {
  readonly days: number;
  constructor(days: number) {
    this.days = days;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    real.world.clock.wind(this.days * day);
    await settle(model, real);
  }
  toString = () => `${this.days} days pass`;
}

/** Somebody blocks the account in the dashboard; where ours stands already, only the tenant's log tells. */
class ByHand implements fc.AsyncCommand<Model, Real> {
  readonly heard: boolean;
  constructor(heard: boolean) {
    this.heard = heard;
  }
  check = (model: Readonly<Model>) => !model.byHand && (this.heard || !demanded(model as Model).blocked);
  async run(model: Model, real: Real): Promise<void> {
    const { world, ada } = real;
    const account = world.accounts.get(ada);
    if (account !== undefined) world.accounts.set(ada, { ...account, blocked: true });
    model.byHand = true;
    if (this.heard) {
      const moment = world.clock.now();
      await world.requests.changeSubject(await world.subjects.refOf(ada), (subject) => ({
        outcome: undefined,
        subject: { ...subject, administratorBlock: { blocked: true, at: moment } },
        audit: [],
      }));
    }
    await settle(model, real);
  }
  toString = () => `blocked by hand${this.heard ? ", and heard of" : ""}`;
}

class Restrict implements fc.AsyncCommand<Model, Real> {
  readonly shuts: boolean;
  constructor(shuts: boolean) {
    this.shuts = shuts;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { world, ada } = real;
    const asked = await world.ask(ada, { shuts: this.shuts });
    // a second one is refused with the first one's place
    expect(asked.accepted).toBe(model.restriction === undefined);
    if (asked.accepted) {
      const id = asked.request.requestId;
      expect(await world.restrict(id)).toBe("rest");
      model.restriction = { id, shuts: this.shuts };
    }
    await settle(model, real);
  }
  toString = () => `restrict${this.shuts ? ", and shut sign-in" : ""}`;
}

/** An officer announces that it is lifted, or the person ends it: only then, and after the notice, it counts no more. */
class EndRestriction implements fc.AsyncCommand<Model, Real> {
  readonly byPerson: boolean;
  constructor(byPerson: boolean) {
    this.byPerson = byPerson;
  }
  check = (model: Readonly<Model>) => model.restriction !== undefined;
  async run(model: Model, real: Real): Promise<void> {
    const { world, ada } = real;
    const id = model.restriction?.id as RequestId;
    const by = this.byPerson ? "person" : "officer:two";
    const because = this.byPerson ? "person-asks" : "data-is-right";
    expect(await announceLifting(world as never)(id, { by, because })).toBe("announced");
    if (!this.byPerson) {
      expect(await world.restrict(id)).toBe("wait");
      expect((await world.subjectOf(ada)).restriction).toBeDefined();
      world.clock.wind(3 * day + 1);
    }
    expect(await world.restrict(id)).toBe("closed");
    expect((await world.subjectOf(ada)).restriction).toBeUndefined();
    model.restriction = undefined;
    await settle(model, real);
  }
  toString = () => `end the restriction${this.byPerson ? " by the person" : ""}`;
}

class Contest implements fc.AsyncCommand<Model, Real> {
  readonly which: number;
  readonly lifts: boolean;
  constructor(which: number, lifts: boolean) {
    this.which = which;
    this.lifts = lifts;
  }
  check = (model: Readonly<Model>) => model.standing.size > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { world, ada } = real;
    const standing = [...model.standing.keys()];
    const block = standing[this.which % standing.length] as RequestId;
    const id = await world.contest(ada, block);
    expect(await world.judge(id)).toBe("wait");
    const answer = this.lifts
      ? ({ outcome: "lift", because: "mistake" } as const)
      : ({ outcome: "uphold", because: "reason-stands" } as const);
    // who set a block does not judge it
    const contested = await world.requests.find(block);
    const setBy = contested?.openedBy?.officer;
    if (setBy !== undefined) {
      expect(await answerContest(world as never)(id, { by: setBy, answer })).toBe("four-eyes");
    }
    // nor does who judged it before: each contest finds somebody else
    const by = `officer:${id}`;
    expect(await answerContest(world as never)(id, { by, answer })).toBe("answered");
    expect(await answerContest(world as never)(id, { by, answer })).toBe("over");
    expect(await world.judge(id)).toBe("closed");
    const before = model.standing.get(block) as ModelBlock;
    if (this.lifts) model.standing.delete(block);
    else model.standing.set(block, { ...before, reviewed: true });
    await settle(model, real);
  }
  toString = () => `contest ${this.which}, ${this.lifts ? "lifted" : "upheld"}`;
}

const reach: fc.Arbitrary<BlockReach> = fc.oneof(
  fc.constant("everywhere" as const),
  fc.record({
    clients: fc.subarray(["forum", "shop"], { minLength: 1 }),
    connections: fc.subarray(["google-oauth2"]),
  }),
);
const commands = fc.commands(
  [
    fc
      .record({
        reason: fc.constantFrom(...BlockReason.options),
        reach,
        days: fc.integer({ min: 1, max: 200 }),
        kind: fc.constantFrom("until" as const, "review" as const, "lifted" as const),
        automatic: fc.boolean(),
      })
      .map((proposal) => new Propose(proposal)),
    fc.nat(20).map((which) => new Lift(which)),
    fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 120 })).map(([which, days]) => new Keep(which, days)),
    fc.integer({ min: 1, max: 60 }).map((days) => new Wind(days)),
    fc.boolean().map((heard) => new ByHand(heard)),
    fc.boolean().map((shuts) => new Restrict(shuts)),
    fc.boolean().map((byPerson) => new EndRestriction(byPerson)),
    fc.tuple(fc.nat(20), fc.boolean()).map(([which, lifts]) => new Contest(which, lifts)),
  ],
  { maxCommands: 14 },
);

describe("blocks, restrictions and contests of one person, in any order", () => {
  test("the tenant always shows exactly what stands: lifting one leaves what the others demand (I16)", async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const policy = aPolicy();
        const world = openStanding({
          ...policy,
          blocking: { ...policy.blocking, cap: { perHour: 100, ofUsersPerDay: 10 } },
        });
        const ada = world.person("ada");
        try {
          await fc.asyncModelRun(
            () => ({
              model: { standing: new Map(), all: [], byHand: false } as Model,
              real: { world, ada },
            }),
            list,
          );
        } finally {
          world.close();
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
