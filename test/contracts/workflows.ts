import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#kernel/json.ts";
import { NotRedrivable, type RunEvent, RunExists, type StoryName, type Workflows } from "#ports/workflows/workflows.ts";

/** What the suite asks of a fulfilment beside the port: functions it can give, and a way to wait. */
export interface WorkflowsUnderTest {
  workflows: Workflows;
  /** Makes `definition` the story's, with these functions behind the names its Tasks invoke. */
  deploy(definition: JsonObject, functions: Record<string, (payload: Json) => Promise<Json>>): Promise<void>;
  /** Resolves when every run is over or waits for an answer. */
  settle(): Promise<void>;
}

const story: StoryName = "deletion";

const definition: JsonObject = {
  QueryLanguage: "JSONata",
  StartAt: "Park",
  States: {
    Park: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: "park", Payload: { token: "{% $states.context.Task.Token %}" } },
      Next: "Act",
    },
    Act: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "act", Payload: "{% $states.input %}" },
      Output: { acted: "{% $states.result.Payload %}" },
      End: true,
    },
  },
};

class Broken extends Error {
  override readonly name = "Broken" as const;
}

/** What every fulfilment of the workflows port must do. */
export const workflowsContract = (name: string, make: () => Promise<WorkflowsUnderTest>): void => {
  const begin = async () => {
    const made = await make();
    const tokens: string[] = [];
    const acts: Json[] = [];
    const state = { broken: false };
    await made.deploy(definition, {
      park: async (payload) => {
        tokens.push((payload as { token: string }).token);
        return null;
      },
      act: async (payload) => {
        acts.push(payload);
        if (state.broken) throw new Broken("not today");
        return "done";
      },
    });
    const events = async (run: string): Promise<RunEvent[]> => {
      const all: RunEvent[] = [];
      let next: string | undefined;
      do {
        const page = await made.workflows.history(story, run, next);
        all.push(...page.events);
        next = page.next;
      } while (next !== undefined);
      return all;
    };
    return { ...made, tokens, acts, state, events };
  };
  const started = async () => {
    const made = await begin();
    await made.workflows.start({ story, name: "run.1", input: { requestId: "x" } });
    await made.settle();
    return made;
  };

  describe(`workflows, fulfilled by ${name}`, () => {
    test("the same start twice is one run while it is open", async () => {
      const { workflows, settle, tokens } = await started();
      await workflows.start({ story, name: "run.1", input: { requestId: "x" } });
      await settle();
      expect(tokens).toHaveLength(1);
      expect(await workflows.describe(story, "run.1")).toMatchObject({
        story,
        name: "run.1",
        status: "RUNNING",
        redriveCount: 0,
      });
    });

    test("a name that was used with another input, or by a run that is over, is refused", async () => {
      const { workflows, settle, tokens } = await started();
      await expect(workflows.start({ story, name: "run.1", input: { requestId: "y" } })).rejects.toThrow(RunExists);
      await workflows.answer(tokens[0] ?? "", {});
      await settle();
      await expect(workflows.start({ story, name: "run.1", input: { requestId: "x" } })).rejects.toThrow(RunExists);
    });

    test("an answer ends the parked task and goes on with it; a second one finds it gone", async () => {
      const { workflows, settle, tokens, acts } = await started();
      expect(await workflows.answer(tokens[0] ?? "", { decision: "go" })).toBe("answered");
      await settle();
      expect(acts).toEqual([{ decision: "go" }]);
      expect(await workflows.describe(story, "run.1")).toMatchObject({
        status: "SUCCEEDED",
        output: { acted: "done" },
      });
      expect(await workflows.answer(tokens[0] ?? "", { decision: "stop" })).toBe("gone");
    });

    test("an answer to a token nobody gave out finds it gone", async () => {
      const { workflows } = await begin();
      expect(await workflows.answer("no-token", {})).toBe("gone");
    });

    test("a run nobody started is unknown and has no events", async () => {
      const { workflows, events } = await begin();
      expect(await workflows.describe(story, "nobody")).toBeUndefined();
      expect(await events("nobody")).toEqual([]);
    });

    test("a run that fails says at what, by the error's name and with Lambda's cause", async () => {
      const { workflows, settle, tokens, state, events } = await started();
      state.broken = true;
      await workflows.answer(tokens[0] ?? "", {});
      await settle();
      const run = await workflows.describe(story, "run.1");
      expect(run).toMatchObject({ status: "FAILED", error: "Broken" });
      expect(JSON.parse(run?.cause ?? "")).toMatchObject({ errorType: "Broken", errorMessage: "not today" });
      expect((await events("run.1")).at(-1)).toMatchObject({ type: "ExecutionFailed", details: { error: "Broken" } });
    });

    test("a history names states, numbers its events from 1, and carries no payload", async () => {
      const { workflows, settle, tokens, events } = await started();
      await workflows.answer(tokens[0] ?? "", { secret: "of the person" });
      await settle();
      const all = await events("run.1");
      expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1));
      expect(all.map(({ type, state }) => (state === undefined ? type : `${type} ${state}`))).toEqual([
        "ExecutionStarted",
        "TaskStateEntered Park",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited Park",
        "TaskStateEntered Act",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited Act",
        "ExecutionSucceeded",
      ]);
      expect(JSON.stringify(all)).not.toContain("of the person");
    });

    test("a redrive goes on from the failed task only", async () => {
      const { workflows, settle, tokens, acts, state, events } = await started();
      await expect(workflows.redrive(story, "run.1")).rejects.toThrow(NotRedrivable);
      state.broken = true;
      await workflows.answer(tokens[0] ?? "", { n: 1 });
      await settle();
      state.broken = false;
      await workflows.redrive(story, "run.1");
      await settle();
      expect(await workflows.describe(story, "run.1")).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
      expect(acts).toEqual([{ n: 1 }, { n: 1 }]);
      expect(tokens).toHaveLength(1);
      expect((await events("run.1")).map(({ type }) => type)).toContain("ExecutionRedriven");
      await expect(workflows.redrive(story, "run.1")).rejects.toThrow(NotRedrivable);
    });
  });
};
