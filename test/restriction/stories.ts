import { fileURLToPath } from "node:url";
import { blockingSteps } from "#blocking/steps.ts";
import { bulkSteps } from "#bulk/steps.ts";
import { contestSteps } from "#contest/steps.ts";
import type { RequestId } from "#kernel/ids.ts";
import { type Instant, plus, secondsUntil } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import type { Recipients } from "#ports/recipients/recipients.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { sweepBulks } from "#requests/bulks.ts";
import { goOnResting } from "#requests/go-on.ts";
import { startRun } from "#requests/open.ts";
import { wake } from "#requests/park.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { restrictionSteps } from "#restriction/steps.ts";
import { aPolicy } from "../support/requests.ts";
import { openStanding } from "./world.ts";

type Make = (needs: never) => (input: JsonObject) => Promise<unknown>;
const stories: Record<string, Record<string, Make>> = {
  blocking: blockingSteps,
  restriction: { ...restrictionSteps, ...recipientSteps },
  contest: contestSteps,
  bulk: bulkSteps,
} as never;

const definitions = await Promise.all(
  Object.entries(stories).map(async ([story, steps]) => {
    const file = fileURLToPath(new URL(`../../functions/${story}/${story}.asl.yaml`, import.meta.url));
    const names = Object.fromEntries(Object.keys(steps).map((step) => [step, `${story} ${step}`]));
    return { story, definition: (await loadStory(file, names)).definition };
  }),
);

/** What a call meets, of those that a step makes of a port: it may fail before its effect or after it. */
export type Fault = (perform: () => Promise<unknown>) => Promise<unknown>;

/** Everything that a step may call, each method of which may fail. */
const faultyPorts = [
  ...(["requests", "subjects", "bulks", "lists", "keys", "workflows", "schedules"] as const),
  ...(["reader", "blocker", "notices", "recipients", "tasks", "archive"] as const),
];

/**
 * The stories of blocks, restrictions, contests and lists on the engine, over real stores, with a tenant, a mail service and a recipient
 * that are ledgers; the n-th call that their steps make of any port meets the fault. Officers and the sweep meet none.
 */
export const openStories = (fault: Fault, faultAt: number) => {
  const { recipients, blocking, ...policy } = aPolicy();
  const newsletter = { kind: "http", url: "https://news.example/habeas", holds: ["e-mail"], purpose: "newsletter" };
  const world = openStanding({
    ...policy,
    blocking: { ...blocking, cap: { perHour: 100, ofUsersPerDay: 10 } },
    recipients: { newsletter: { ...newsletter, region: "EU", answerWithin: 10 * 86_400, needsAccount: false } },
  } as never);
  const { clock } = world;
  const steps: Record<string, (input: JsonObject) => Promise<unknown>> = {};
  const engine = openEngine({
    file: ":memory:",
    clock: { standsStill: true, now: clock.now } as never,
    random: () => 0,
    invoke: async (name, payload) => (await steps[name]?.(payload as JsonObject)) as never,
  });
  for (const { story, definition } of definitions) engine.deploy(story, definition);

  /** What the recipient did: a question that comes again under its id is the same one. */
  const told = new Map<string, string>();
  const ask: Recipients["ask"] = async ({ taskId, verb, recipient }) => {
    told.set(taskId, `${verb} ${recipient}`);
    return { reply: "answered", answer: { answer: "done", counts: { records: 1 } } };
  };
  const whole = {
    ...world,
    workflows: engineWorkflows(engine),
    recipients: { ask },
    tasks: { open: async () => true },
    archive: {},
    publicUrl: "https://privacy.example",
  };

  let calls = 0;
  const faulty = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (of, name) => {
        const member = Reflect.get(of, name) as unknown;
        if (typeof member !== "function") return member;
        return async (...given: unknown[]) => {
          calls += 1;
          const perform = async () => member.apply(of, given) as unknown;
          return calls === faultAt ? fault(perform) : perform();
        };
      },
    });
  const needs = { ...whole, ...Object.fromEntries(faultyPorts.map((name) => [name, faulty(whole[name])])) };
  for (const [story, made] of Object.entries(stories)) {
    for (const [step, make] of Object.entries(made)) steps[`${story} ${step}`] = make(needs as never);
  }

  /** What the minutely sweep and the schedules do. */
  const tick = async (): Promise<void> => {
    const ports = whole as never as Parameters<typeof wake>[0] & Parameters<typeof sweepBulks>[0];
    const now = clock.now();
    for (const request of await whole.requests.unstarted(now)) await startRun(ports)(request);
    await wake(ports)(await whole.requests.unanswered(now));
    await sweepBulks(ports)(now);
    for (const [name, moment] of [...whole.planned]) {
      if (moment > now || !name.startsWith("look-again-")) continue;
      whole.planned.delete(name);
      await goOnResting(ports)(name.replace("look-again-", "") as RequestId);
    }
    await engine.settle();
  };

  return {
    ...{ world, whole, told },
    calls: () => calls,
    /** Time passes, from timer to timer. */
    windBy: async (seconds: number): Promise<void> => {
      const until: Instant = plus(clock.now(), seconds);
      for (;;) {
        await engine.settle();
        await tick();
        const next = engine.nextTimerAt();
        if (next === undefined || next > until) break;
        clock.wind(Math.max(0, secondsUntil(clock.now(), next)));
      }
      clock.wind(Math.max(0, secondsUntil(clock.now(), until)));
      await engine.settle();
      await tick();
    },
    close: async () => {
      await engine.stop();
      world.close();
    },
  };
};
