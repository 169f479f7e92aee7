import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import type { Json } from "#kernel/json.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { type Engine, openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import { wind } from "#local/engine/wound-clock.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { recordAnswer } from "#requests/recipients/answer.ts";
import { recipientInputOf } from "#requests/recipients/model.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { jsonLog } from "#runtime/log.ts";
import { type Step, stepHandler } from "#runtime/step-handler.ts";
import { type Journey, openJourney } from "../../journeys/journey.ts";

// The states that docs/recipients.md gives to stories, run as they stand there.

const newsletter = RecipientName.parse("newsletter");
const paper = RecipientName.parse("paper-archive");
const day = 86_400;

const fragment = (): string => {
  const blocks = readFileSync(new URL("../../../docs/recipients.md", import.meta.url), "utf8").split("```");
  const block = blocks.find((each) => each.startsWith("yaml\n  List the recipients:"));
  if (block === undefined) throw new Error("docs/recipients.md has no states for a story");
  return block.slice("yaml\n".length);
};

const story = `QueryLanguage: JSONata
StartAt: Begin
States:
  Begin:
    Type: Pass
    Assign: { requestId: "{% $states.input.requestId %}" }
    Next: List the recipients
${fragment()}
  All have answered, or their time is over:
    Type: Succeed
`;

let journey: Journey;
let engine: Engine;
let requestId: RequestId;
const folder = mkdtempSync(join(tmpdir(), "habeas-recipients-"));
beforeAll(async () => {
  writeFileSync(join(folder, "asking.asl.yaml"), story);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const needs = () => ({
  ...journey.system.ports,
  workflows: engineWorkflows(engine),
  policy: journey.system.policy,
  publicUrl: journey.system.urls.api,
});
beforeEach(async () => {
  journey = await openJourney();
  const { clock } = journey;
  const log = jsonLog({ clock, sink: () => {} });
  engine = openEngine({
    file: join(folder, `${Math.random()}.db`),
    clock,
    invoke: (_name, payload) => handle(payload, {} as never) as Promise<Json>,
  });
  const made = Object.entries(recipientSteps).map(([name, make]) => [name, make(needs() as never) as Step]);
  const handle = stepHandler({ steps: Object.fromEntries(made), inputOf: recipientInputOf, clock, log });
  const names = Object.fromEntries(Object.keys(recipientSteps).map((name) => [name, name]));
  engine.deploy("deletion", (await loadStory(join(folder, "asking.asl.yaml"), names)).definition);
  ({ requestId } = await journey.askForDeletion("ada@example.com"));
  await journey.system.engine.settle();
});
afterEach(async () => {
  await engine.stop();
  await journey.close();
});

const start = async (): Promise<void> => {
  await engine.startRun({ story: "deletion", name: `${requestId}.99`, input: { requestId } });
  await engine.settle();
};
const windBy = (seconds: number) =>
  wind(engine, journey.clock, new Date(Date.parse(journey.clock.now()) + seconds * 1000).toISOString() as never);
const run = () => engine.describe("deletion", `${requestId}.99`);
const task = async (recipient: RecipientName) => {
  const tasks = await journey.system.ports.requests.recipientsOf(requestId);
  const found = tasks.find((each) => each.recipient === recipient);
  if (found === undefined) throw new Error(`${recipient} is not asked`);
  return found;
};
const officerSays = async () =>
  recordAnswer(needs())(await task(paper), {
    answer: { answer: "done", counts: { letters: 2 } },
    by: "officer:one",
    reference: "M-9",
  });

describe("a story that asks every recipient", () => {
  test("goes on when all have answered: one at once, the other through an officer", async () => {
    await start();
    expect(run()?.status).toBe("RUNNING");
    expect((await task(newsletter)).status).toBe("done");
    expect(await officerSays()).toBe("recorded");
    await engine.settle();
    expect(run()).toMatchObject({
      status: "SUCCEEDED",
      output: [
        { recipient: "newsletter", status: "done" },
        { recipient: "paper-archive", status: "done" },
      ],
    });
    const { items } = await journey.system.ports.tasks.list("open");
    expect(items.filter(({ kind }) => kind === "ask-recipient")).toEqual([]);
  });

  test("parks each branch beside the others, and an answer at our door ends its own only", async () => {
    journey.system.played.behave("later");
    await start();
    const waits = async () =>
      journey.system.ports.requests.change(requestId, ({ waits }) => ({
        outcome: waits.map(({ name }) => name).filter((name) => name.startsWith("recipient")),
        audit: [],
      }));
    expect(await waits()).toEqual(["recipient:export:newsletter", "recipient:export:paper-archive"]);
    const answer = { answer: { answer: "done", counts: { records: 1 } }, by: "recipient" } as const;
    expect(await recordAnswer(needs())(await task(newsletter), answer)).toBe("recorded");
    await engine.settle();
    expect(await waits()).toEqual(["recipient:export:paper-archive"]);
    const left = engine.history("deletion", `${requestId}.99`, { limit: 1000 }).events.map(({ type }) => type);
    expect(left.filter((type) => type === "MapIterationSucceeded")).toHaveLength(1);
    expect(run()?.status).toBe("RUNNING");
  });

  test("tries over days while a recipient is down, and then says which one never answered (F6, F20)", async () => {
    journey.system.played.behave("down");
    await start();
    await officerSays();
    await windBy(2 * day);
    expect((await task(newsletter)).tries).toBeGreaterThan(8);
    expect(run()?.status).toBe("RUNNING");
    await windBy(9 * day);
    expect(run()).toMatchObject({ status: "SUCCEEDED" });
    expect(run()?.output).toContainEqual({ recipient: "newsletter", status: "unanswered" });
    expect(await task(newsletter)).toMatchObject({ status: "unanswered", trouble: { what: "503" } });
    expect((await task(newsletter)).tries).toBeLessThan(60);
  });

  test("goes on with the answer as soon as a recipient is back", async () => {
    journey.system.played.behave("down");
    await start();
    await officerSays();
    await windBy(day);
    journey.system.played.behave("at-once");
    await windBy(day / 2);
    expect(run()?.status).toBe("SUCCEEDED");
    expect(await task(newsletter)).toMatchObject({ status: "done" });
    expect(await task(newsletter)).not.toHaveProperty("late");
  });

  test("waits no longer than the recipient's time, and takes the late answer all the same (I19)", async () => {
    await start();
    await windBy(15 * day + 60);
    expect(run()?.status).toBe("SUCCEEDED");
    expect((await task(paper)).status).toBe("unanswered");
    expect(await officerSays()).toBe("recorded");
    expect(await task(paper)).toMatchObject({ status: "done", late: true, counts: { letters: 2 } });
  });

  test("runs with ids only (I10)", async () => {
    await start();
    const told = JSON.stringify(engine.history("deletion", `${requestId}.99`, { limit: 1000 }));
    expect(told).toContain(requestId);
    expect(told).not.toMatch(/\bada\b|@|auth0/i);
  });
});
