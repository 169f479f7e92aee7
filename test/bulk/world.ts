import { bulkSteps } from "#bulk/steps.ts";
import type { BulkId, BulkWish } from "#kernel/bulk.ts";
import type { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { approveBulk, openBulk, stopBulk } from "#requests/bulks.ts";
import { type Blocking, openBlocking } from "../blocking/world.ts";
import { aPolicy } from "../support/requests.ts";
import { dyingAt, type Kill, Killed } from "./killed.ts";

type Step = (input: object) => Promise<{ next?: string }>;

/** A list over the steps of the story and those of the blocks, with a tenant that is a ledger: so many may begin in an hour. */
export const openBulkWorld = ({ perHour }: { perHour: number }) => {
  const policy = aPolicy();
  const world: Blocking = openBlocking({
    ...policy,
    blocking: { ...policy.blocking, cap: { perHour, ofUsersPerDay: 100 } },
  });
  const step = (name: keyof typeof bulkSteps, input: object, ports: object = world) =>
    (bulkSteps[name] as unknown as (needs: object) => Step)(ports)(input);

  /** One step of the story, that may die; then the retry of it comes with another call. */
  const stepOn = async (name: keyof typeof bulkSteps, input: object, kill?: Kill): Promise<string | undefined> => {
    const dying = kill && dyingAt(world, kill);
    try {
      return (await step(name, input, dying?.ports)).next;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return undefined;
    }
  };

  return {
    ...world,
    stepOn,
    block: {
      action: "block",
      reason: "abuse",
      reach: "everywhere",
      end: { kind: "until", at: plus(world.clock.now(), 90 * 86_400) },
    } satisfies BulkWish,
    /** Looked at and approved by another officer: accounts are about to be worked off. */
    running: async (names: readonly UserId[], wish: BulkWish): Promise<BulkId> => {
      const { bulkId } = await openBulk(world as never, world.policy)({ wish, names, by: "officer:one" });
      await step("openBulk", { bulkId });
      for (let page = 1; page <= Math.ceil(names.length / 25); page += 1) await step("lookAtPage", { bulkId, page });
      await step("proposeBulk", { bulkId });
      const { planDigest = "" } = (await world.bulks.find(bulkId)) ?? {};
      const outcome = await approveBulk(world as never)(bulkId, { by: "officer:two", planDigest });
      if (outcome !== "approved") throw new Error(outcome);
      return bulkId;
    },
    stop: (bulkId: BulkId) => stopBulk(world as never)(bulkId, "officer:three"),
    /** Runs of the blocks that were opened go on as far as they come. */
    driveAll: async (bulkId: BulkId): Promise<void> => {
      for (const { requestId } of (await world.bulks.pages(bulkId)).flat()) {
        if (requestId !== undefined && (await world.requests.find(requestId)) !== undefined) {
          await world.driveOn(requestId);
        }
      }
    },
    /** All requests about these people. */
    blocksOf: async (names: readonly UserId[]) => {
      const pages = await Promise.all(
        names.map(async (name) => world.requests.ofSubject(await world.subjects.refOf(name))),
      );
      return pages.flatMap(({ items }) => items);
    },
    entries: async (bulkId: BulkId) => (await world.bulks.pages(bulkId)).flat(),
    blocked: (userId: UserId) => world.accounts.get(userId)?.blocked === true,
  };
};
export type BulkWorld = ReturnType<typeof openBulkWorld>;
