import { type Demand, demandOf, isSameDemand } from "#kernel/block.ts";
import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { isBlockedByOthers, type SubjectState } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import type { Facts } from "#ports/requests/requests.ts";
import { isAccountOf } from "./bind.ts";
import { SwitchedOff } from "./effect.ts";
import type { Needs } from "./step.ts";

/** The account that a request is about; undefined when it is gone, is somebody's new one, or the person is forgotten here (I7). */
export const accountOf = async (
  { subjects, reader }: Pick<Ports, "subjects" | "reader">,
  request: PrivacyRequest,
): Promise<Account | undefined> => {
  const userId = await subjects.userIdOf(request.subjectRef);
  const account = userId && (await reader.read(userId));
  return account !== undefined && isAccountOf(request, account) ? account : undefined;
};

/** How the tenant was made to agree. */
export type InLine =
  /** It does what stands here. */
  | "agrees"
  /** Nothing of ours stands any more; a block that somebody set by hand stays, and is not ours to lift. */
  | "kept-by-others"
  /** The account is gone, or being deleted: nothing was touched. */
  | "absent";

/** Somebody decides while we write: so many times we look again. */
const mostRounds = 6;

/**
 * Makes the tenant agree with all that stands for a person, whoever's run it is: the account is blocked while any block demands it, and
 * free of ours when none does. What it agrees with is looked at again after each write, so that of two runs the last writer sees what both
 * decided. A block that was there before ours is noted before the first write, and never lifted by us. While the switch is off nothing is
 * shut that was open: `shuts` runs throw `SwitchedOff`, and lifting goes on without what waits for the switch.
 */
export const bringInLine =
  ({ clock, requests, subjects, reader, blocker }: Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">) =>
  async (requestId: RequestId, step: string, shuts: boolean): Promise<InLine> => {
    let first: Account | undefined;
    for (let round = 0; round < mostRounds; round += 1) {
      const request = await requests.find(requestId);
      const account = request && (await accountOf({ subjects, reader }, request));
      if (account === undefined) return "absent";
      const before = await requests.change(requestId, (facts) => claimed(facts, account, clock.now()));
      if (before.beingDeleted) return "absent";
      first ??= account;
      let to = changeOf(account, before);
      // reading took its time: the switch holds within the second (I13)
      if (to !== undefined && (await requests.readKillSwitch()).off) {
        if (shuts) throw new SwitchedOff("destructive work is switched off");
        const ours = before.ours && first.blocked;
        to = changeOf(account, { ...before, ours, demand: noMoreThan(first, before.demand) });
      }
      if (to !== undefined) await blocker.setBlock(account.userId, to, step);
      const after = await requests.change(requestId, (facts) => released(facts));
      if (isSameDemand(before.demand, after.demand)) return before.keepsBlocked ? "kept-by-others" : "agrees";
    }
    throw new Busy("decisions about this person come too fast", { retryAfterSeconds: 5 });
  };

interface Standing {
  demand: Demand;
  /** No block of ours demands it, and somebody else's stands. */
  keepsBlocked: boolean;
  /** The account's block is ours: we set it, or are about to. */
  ours: boolean;
  beingDeleted: boolean;
}

const standingOf = (subject: SubjectState): Standing => {
  const demand = demandOf(subject);
  return {
    demand,
    keepsBlocked: !demand.everywhere && isBlockedByOthers(subject),
    ours: subject.ourBlockSince !== undefined,
    beingDeleted: subject.pointOfNoReturn !== undefined,
  };
};

const own = ({ subjects: [subject], request }: Facts): SubjectState => {
  if (subject === undefined) throw new Error(`${request.requestId} has no subject`);
  return subject;
};

/** Before the first write of ours: the block becomes ours on record, and one that is there already is noted as somebody else's. */
const claimed = (facts: Facts, { blocked }: Account, now: Instant) => {
  const subject = own(facts);
  const standing = standingOf(subject);
  if (!standing.demand.everywhere || standing.ours || standing.beingDeleted) return { outcome: standing, audit: [] };
  const found = blocked ? { foundBlockedAt: now } : {};
  return {
    outcome: { ...standing, ours: true },
    subjects: [{ ...subject, ourBlockSince: now, ...found }],
    audit: blocked ? [{ event: "found-blocked-by-others", at: now, actor: "system", facts: {} }] : [],
  };
};

/** After the last write: nothing of ours stands at the tenant any more. */
const released = (facts: Facts) => {
  const subject = own(facts);
  const standing = standingOf(subject);
  if (standing.demand.everywhere || !standing.ours) return { outcome: standing, audit: [] };
  const { ourBlockSince: _, foundBlockedAt: __, ...rest } = subject;
  // what others set stays known while it stands
  const found = standing.keepsBlocked && subject.foundBlockedAt ? { foundBlockedAt: subject.foundBlockedAt } : {};
  return { outcome: standing, subjects: [{ ...rest, ...found }], audit: [] };
};

/** What has to be written so that the account agrees; undefined when it does already. */
const changeOf = (account: Account, { demand, keepsBlocked, ours }: Standing) => {
  const blocked = demand.everywhere ? true : ours && !keepsBlocked ? false : undefined;
  const setsBlocked = blocked !== undefined && blocked !== account.blocked;
  const has = JSON.stringify(account.applicationBlocks ?? []);
  const setsApplications = has !== JSON.stringify(demand.applications);
  const setsMark = demand.restricted !== (account.restricted === true);
  if (!setsBlocked && !setsApplications && !setsMark) return undefined;
  return {
    ...(setsBlocked && { blocked }),
    ...(setsApplications && { applications: demand.applications }),
    ...(setsMark && { restricted: demand.restricted }),
  };
};

/** Of what is demanded that which the account did already when it was first looked at: nothing more of it is shut. */
const noMoreThan = ({ blocked, applicationBlocks = [] }: Account, demand: Demand): Demand => {
  const stood = applicationBlocks.map((each) => JSON.stringify(each));
  return {
    ...demand,
    everywhere: demand.everywhere && blocked,
    applications: demand.applications.filter((each) => stood.includes(JSON.stringify(each))),
  };
};

/** Whether the account, as it was read, does what stands for the person. */
export const agreesWith = (account: Account, demand: Demand): boolean =>
  (!demand.everywhere || account.blocked) &&
  demand.restricted === (account.restricted === true) &&
  JSON.stringify(account.applicationBlocks ?? []) === JSON.stringify(demand.applications);
