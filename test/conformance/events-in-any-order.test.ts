import fc from "fast-check";
import { expect, test } from "vitest";
import type { PickedEvent } from "#kernel/log-event.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { aPicked, openIntake } from "../entry/events/intake-world.ts";
import { anAccount } from "../support/requests.ts";

const { holidays: _, ...policy } = readPolicy(new URL("../../policy.yaml", import.meta.url).pathname);
const runs = 10_000;

const people = ["auth0|ada", "auth0|ben", "auth0|gone", ""];
const types = [
  "s",
  "ss",
  "sv",
  "sdu",
  "fdu",
  "pwd_leak",
  "limit_wc",
  "actions_execution_failed",
  "sapi",
  "f",
  "brand_new",
];
const days = ["2026-11-20T08:00:00.000Z", "2026-11-24T07:59:00.000Z", "2026-11-24T08:00:00.000Z"];

const event = fc.record({
  type: fc.constantFrom(...types),
  userId: fc.constantFrom(...people),
  date: fc.constantFrom(...days),
  blocked: fc.constantFrom("true", "false", ""),
  risk: fc.constantFrom("low", "high", ""),
});

/** An event set with its own log ids, and two orders of it, each with repetitions. */
const sets = fc.array(event, { minLength: 1, maxLength: 5 }).chain((parts) => {
  const events = parts.map((part, place): PickedEvent => {
    const write =
      part.type === "sapi" ? { method: "patch", path: `/api/v2/users/${encodeURIComponent(part.userId)}` } : {};
    return aPicked({ ...part, ...write, logId: `log-${place}` });
  });
  const order = fc.shuffledSubarray(
    events.flatMap((each) => [each, each]),
    { minLength: events.length * 2 },
  );
  return fc.tuple(fc.constant(events), order, order);
});

const stateAfter = async (events: readonly PickedEvent[]) => {
  const intake = openIntake(policy);
  intake.accounts.set("auth0|ben", anAccount({ userId: "auth0|ben" as never, emailVerified: false }));
  try {
    for (let from = 0; from < events.length; from += 3) await intake.deliver(events.slice(from, from + 3));
    await intake.windBy(10 * 86_400);
    const tasks = (await intake.ports.tasks.list("open")).items;
    const states = await Promise.all(
      people.slice(0, 3).map(async (userId) => {
        const ref = await intake.ports.subjects.find(userId as never);
        const state =
          ref && (await intake.ports.requests.changeSubject(ref, (subject) => ({ outcome: subject, audit: [] })));
        return [state?.administratorBlock, state?.termsPresented];
      }),
    );
    return {
      tasks: tasks.map(({ taskId, kind }) => `${taskId} ${kind}`.slice(0, 5) + kind).toSorted(),
      mails: [...intake.sent.values()].map(({ to, subject }) => `${to} ${subject.replace(/task_\w+/, "")}`).toSorted(),
      done: intake.done.toSorted(),
      states,
    };
  } finally {
    intake.close();
  }
};

test(`any order and repetition of the same events ends in the same state (I16), ${runs} times`, async () => {
  await fc.assert(
    fc.asyncProperty(sets, async ([, one, other]) => {
      expect(await stateAfter(one)).toEqual(await stateAfter(other));
    }),
    { numRuns: runs },
  );
}, 1_200_000);
