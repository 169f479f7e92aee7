import { millisOf } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import type { Engine } from "#local/engine/engine.ts";
import { NotRedrivable, RunExists } from "#ports/workflows/workflows.ts";
import { AwsError, type Operations } from "./double.ts";

const seconds = (instant: Parameters<typeof millisOf>[0]): number => millisOf(instant) / 1000;

/** `…:execution:habeas-deletion:01J….1` is run `01J….1` of the story `deletion`. */
const runOf = (arn: unknown): [story: string, name: string] => {
  const [, , , , , , machine = "", name = ""] = String(arn).split(":");
  return [machine.replace(/^.*-/, ""), name];
};

const detailMember = (type: string): string => {
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  return `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`;
};

/** The API of Step Functions in front of the engine: what a client of AWS sees, run by what runs stories on one machine. */
export const stepFunctionsDouble = (engine: () => Engine): Operations => {
  const described = (arn: unknown) => {
    const run = engine().describe(...runOf(arn));
    if (run === undefined) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${String(arn)}'`);
    return run;
  };
  return {
    StartExecution: async ({ stateMachineArn, name, input }) => {
      const machine = String(stateMachineArn).split(":")[6] ?? "";
      const run = {
        story: machine.replace(/^.*-/, ""),
        name: String(name),
        input: JSON.parse(String(input)) as JsonObject,
      };
      try {
        await engine().startRun(run);
      } catch (error) {
        throw error instanceof RunExists ? new AwsError("ExecutionAlreadyExists") : error;
      }
      return { executionArn: `arn:aws:states:eu-central-1:1:execution:${machine}:${run.name}`, startDate: 0 };
    },
    SendTaskSuccess: async ({ taskToken, output }) => {
      const answered = await engine().sendTaskSuccess(String(taskToken), JSON.parse(String(output)) as Json);
      if (answered === "InvalidOutput") throw new AwsError("InvalidOutput");
      if (answered !== "accepted") throw new AwsError(answered);
    },
    DescribeExecution: ({ executionArn }) => {
      const run = described(executionArn);
      return {
        ...run,
        executionArn,
        startDate: seconds(run.startedAt),
        stopDate: run.stoppedAt && seconds(run.stoppedAt),
        input: JSON.stringify(run.input),
        output: run.output === undefined ? undefined : JSON.stringify(run.output),
      };
    },
    GetExecutionHistory: ({ executionArn, maxResults, nextToken }) => {
      described(executionArn);
      const limit = Number(maxResults ?? 100);
      const page = engine().history(...runOf(executionArn), { limit, next: nextToken as string | undefined });
      return {
        nextToken: page.next,
        events: page.events.map(({ id, previousEventId, at, type, state, details, input, output }) => ({
          id,
          previousEventId,
          timestamp: seconds(at),
          type,
          [detailMember(type)]: {
            ...details,
            ...(state !== undefined && { name: state, state }),
            ...(input !== undefined && { input: JSON.stringify(input) }),
            ...(output !== undefined && { output: JSON.stringify(output) }),
          },
        })),
      };
    },
    RedriveExecution: async ({ executionArn }) => {
      described(executionArn);
      try {
        await engine().redrive(...runOf(executionArn));
      } catch (error) {
        throw error instanceof NotRedrivable ? new AwsError("ExecutionNotRedrivable") : error;
      }
      return { redriveDate: 0 };
    },
  };
};
