import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "#entry/schedule/schedule.ts";
import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import { RecipientName, type RecipientTask } from "#kernel/recipient.ts";
import type { Ports } from "#ports/ports.ts";
import { recordAnswer } from "#requests/recipients/answer.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { type Journey, openJourney } from "../../journeys/journey.ts";

// Every boundary call of asking and answering fails once, before or after its effect; then the same is done again, as the story and the
// recipient would. Whatever failed, the outcome is the same, and each effect is there once (F1 to F4, F9, F10; I2, I17).

const newsletter = RecipientName.parse("newsletter");
const paper = RecipientName.parse("paper-archive");

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey?.close());

type Needs = Ports & { policy: Journey["system"]["policy"]; publicUrl: string };
const needs = (): Needs => ({
  ...journey.system.ports,
  policy: journey.system.policy,
  publicUrl: journey.system.urls.api,
});

/** The ports, of which the n-th call fails: before anything is done, or after it, when nobody hears the answer. */
const failingAt = (place: number, when: "before" | "after"): { ports: Needs; isReached: () => boolean } => {
  let count = 0;
  let reached = false;
  const watched = ["requests", "recipients", "archive", "tasks", "schedules", "subjects", "workflows", "keys"] as const;
  const all = needs();
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          count += 1;
          const isIt = count === place;
          if (isIt) reached = true;
          if (isIt && when === "before") throw new Busy("not done");
          const answer = await (value as (...all: unknown[]) => Promise<unknown>).apply(target, given);
          if (isIt) throw new Busy("done, but nobody heard");
          return answer;
        };
      },
    });
  const ports = Object.fromEntries(watched.map((name) => [name, wrap(all[name])]));
  return { ports: { ...all, ...ports } as Needs, isReached: () => reached };
};

let token = "";
/** A new request of a person whom the newsletter has. */
const aRequest = async (): Promise<RequestId> => {
  const asked = await journey.askForDeletion("otto@example.com");
  ({ token } = asked);
  await journey.system.engine.settle();
  return asked.requestId;
};
/** Takes the request back, so that the person may ask again. */
const done = (requestId: RequestId) => journey.call("DELETE", `/requests/${requestId}`, token);

const taskOf = async (requestId: RequestId, recipient: RecipientName): Promise<RecipientTask> => {
  const all = await journey.system.ports.requests.recipientsOf(requestId);
  const found = all.find((task) => task.recipient === recipient);
  if (found === undefined) throw new Error("not listed");
  return found;
};

describe.each(["before", "after"] as const)("a failure %s its effect", (when) => {
  test("at any call of asking a recipient leaves one effect there, one part here, and one answer on record", async () => {
    for (let place = 1; place < 60; place += 1) {
      const requestId = await aRequest();
      await recipientSteps.listRecipients(needs())({ requestId, verb: "export" });
      const { ports, isReached } = failingAt(place, when);
      const input = { requestId, verb: "export", recipient: newsletter } as const;
      await recipientSteps
        .askRecipient(ports)(input)
        .catch(() => undefined);
      await recipientSteps.askRecipient(needs())(input);
      const task = await taskOf(requestId, newsletter);
      expect([place, task.status, task.counts]).toEqual([place, "done", { records: 1 }]);
      expect(journey.system.played.ledger().filter((effect) => effect.task === task.taskId)).toHaveLength(1);
      const kept = await journey.system.ports.archive.digestOf("parts", `${requestId}.newsletter`);
      expect(kept).toEqual({ bytes: task.part?.bytes, sha256: task.part?.sha256 });
      const events = (await journey.events(requestId)).filter((event) => event === "recipient-answered");
      expect(events).toHaveLength(1);
      await done(requestId);
      if (!isReached()) return;
    }
    throw new Error("there are more calls than were counted");
  });

  test("at any call of asking an officer leaves one task", async () => {
    for (let place = 1; place < 60; place += 1) {
      const requestId = await aRequest();
      await recipientSteps.listRecipients(needs())({ requestId, verb: "export" });
      const { ports, isReached } = failingAt(place, when);
      const input = { requestId, verb: "export", recipient: paper } as const;
      await recipientSteps
        .askRecipient(ports)(input)
        .catch(() => undefined);
      expect(await recipientSteps.askRecipient(needs())(input)).toMatchObject({ next: "wait", status: "asked" });
      const { items } = await journey.system.ports.tasks.list("open", { limit: 100 });
      expect(items.filter(({ recipient }) => recipient?.requestId === requestId)).toHaveLength(1);
      await done(requestId);
      if (!isReached()) return;
    }
    throw new Error("there are more calls than were counted");
  });

  test("at any call of recording an answer leaves it on record once, and nothing waiting for it", async () => {
    for (let place = 1; place < 60; place += 1) {
      const requestId = await aRequest();
      await recipientSteps.listRecipients(needs())({ requestId, verb: "export" });
      const input = { requestId, verb: "export", recipient: paper } as const;
      await recipientSteps.askRecipient(needs())(input);
      await recipientSteps.parkForRecipient(needs())({ ...input, token: "a token of no run" });
      const { ports, isReached } = failingAt(place, when);
      const answer = { answer: { answer: "done", counts: { letters: 1 } }, by: "officer:one" } as const;
      await recordAnswer(ports)(await taskOf(requestId, paper), answer).catch(() => undefined);
      expect(await recordAnswer(needs())(await taskOf(requestId, paper), answer)).toMatch(/recorded|already/);
      await journey.windBy(120);
      await sweep(needs());
      const left = await journey.system.ports.requests.change(requestId, ({ waits }) => ({
        outcome: waits.filter(({ name }) => name.startsWith("recipient")),
        audit: [],
      }));
      expect([place, left]).toEqual([place, []]);
      const events = (await journey.events(requestId)).filter((event) => event === "recipient-answered");
      expect(events).toHaveLength(1);
      const { items } = await journey.system.ports.tasks.list("open", { limit: 100 });
      expect(items.filter(({ recipient }) => recipient?.requestId === requestId)).toEqual([]);
      await done(requestId);
      if (!isReached()) return;
    }
    throw new Error("there are more calls than were counted");
  });
});
