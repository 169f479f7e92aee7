import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { inputOf } from "#deletion/model.ts";
import { deletionSteps } from "#deletion/steps.ts";
import { plus } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import { stillClock, wind } from "#local/engine/wound-clock.ts";
import { at } from "../support/requests.ts";
import released from "./released-steps.json" with { type: "json" };

describe("steps of released stories (I18)", () => {
  test.each(Object.entries(released))("%s is still there, and takes what it was sent then", (step, input) => {
    expect(Object.keys(deletionSteps)).toContain(step);
    expect(inputOf(step).safeParse({ step, ...input }).success).toBe(true);
  });

  test("every step of today's story is written down, for the day when the story does not name it any more", () => {
    expect(Object.keys(released).toSorted()).toEqual(Object.keys(deletionSteps).toSorted());
  });
});

const story = fileURLToPath(new URL("../../functions/deletion/deletion.asl.yaml", import.meta.url));
const requestId = "01JDF7Z8R5QK3V9X2M4N6P8S0T";
const start = at("2026-11-23");

/** What each step answers on the way of an ordinary deletion with one look back. */
const answers: Record<string, Json> = {
  openRequest: { next: "cooling-off", coolingOffSeconds: 60 },
  lookForExport: { next: "go-on", waitSeconds: 1 },
  planDeletion: { next: "fence", coolingOffSeconds: 1, decideSeconds: 60 },
  passPointOfNoReturn: { outcome: "go", coolingOffSeconds: 60 },
  dropAddress: { more: true, number: 1, recheckAt: plus(start, 7 * 86_400) },
  recheck: { more: false },
};

const definitions = async () => {
  const names = Object.keys(deletionSteps);
  const load = async (prefix: string) =>
    (await loadStory(story, Object.fromEntries(names.map((n) => [n, `${prefix}${n}`])))).definition;
  const today = await load("");
  // The next story calls every step by another name and begins with one that is new.
  const next = structuredClone(await load("next-")) as { StartAt: string; States: Record<string, object> };
  next.States["Look twice"] = { Type: "Pass", Next: next.StartAt };
  next.StartAt = "Look twice";
  return { today, next: next as unknown as Json };
};

/** Runs one deletion; at the step of this number, before it answers, the next story is deployed. Returns what was called. */
const runWithDeployment = async (
  deployAt: number | undefined,
  crash = false,
): Promise<{ called: string[]; second: string[]; status: unknown }> => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-versions-"));
  const clock = stillClock(start);
  const { today, next } = await definitions();
  let called: string[] = [];
  const invoke = async (name: string): Promise<Json> => {
    called.push(name);
    if (called.length === deployAt) engine.deploy("deletion", next);
    return answers[name.replace("next-", "")] ?? {};
  };
  const open = () => openEngine({ file: join(folder, "journal.db"), clock, invoke });
  let engine = open();
  onTestFinished(async () => {
    await engine.stop({ drainSeconds: 0 });
    rmSync(folder, { recursive: true, force: true });
  });
  engine.deploy("deletion", today);
  await engine.startRun({ story: "deletion", name: `${requestId}.1`, input: { requestId } });
  await engine.settle();
  if (crash) {
    // What a deployment does on one machine: the process ends, and the new one knows the next story only.
    await engine.stop();
    engine = open();
    engine.deploy("deletion", next);
  }
  await wind(engine, clock);
  const first = { called, status: engine.describe("deletion", `${requestId}.1`)?.status };
  called = [];
  await engine.startRun({ story: "deletion", name: `${requestId}.2`, input: { requestId } });
  await wind(engine, clock);
  return { ...first, second: called };
};

describe("a run that began before a deployment (I18)", () => {
  const steps = [
    "openRequest",
    "acknowledge",
    "parkForCoolingOff",
    "lookForExport",
    "planDeletion",
    "passPointOfNoReturn",
    "blockAccount",
    "revokeAccess",
    "checkNobodySignedIn",
    "clearTraces",
    "deleteAccount",
    "verifyAbsence",
    "purgeToClosingRecord",
    "signReceipt",
    "tellDone",
    "dropAddress",
    "recheck",
    "closeForGood",
  ];

  test("runs these steps when nothing is deployed meanwhile", async () => {
    expect(await runWithDeployment(undefined)).toEqual({ called: steps, second: steps, status: "SUCCEEDED" });
  });

  test.each(steps.map((step, place) => [step, place + 1] as const))(
    "ends by its own story when the next is deployed during %s; the run after it goes by the next",
    async (_, place) => {
      const { called, second, status } = await runWithDeployment(place);
      expect([called, status]).toEqual([steps, "SUCCEEDED"]);
      expect(second).toEqual(steps.map((step) => `next-${step}`));
    },
  );

  test("ends by its own story when the process was replaced while it was parked", async () => {
    const { called, second, status } = await runWithDeployment(undefined, true);
    expect([called, status]).toEqual([steps, "SUCCEEDED"]);
    expect(second).toEqual(steps.map((step) => `next-${step}`));
  });
});
