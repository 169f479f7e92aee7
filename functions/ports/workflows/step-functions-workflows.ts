import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { Busy } from "#kernel/failure.ts";
import { instantOf } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { called } from "../aws-failure.ts";
import { runEventOf } from "./step-functions-events.ts";
import { NotRedrivable, type Run, type RunEventPage, RunExists, type StoryName, type Workflows } from "./workflows.ts";

export interface StepFunctionsOptions {
  client: SFNClient;
  /** The ARN of each story's alias: a run begins under the version that the alias points to, and ends under it. */
  aliases: Partial<Record<StoryName, string>>;
}

/** Every deployment publishes a version of a story and points this alias at it. */
export const liveAlias = "live";

const service = "Step Functions";
const eventsPerPage = 100;
const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);

/** Step Functions Standard. Names and payloads are ours; what a run carries is ids only. */
export const stepFunctionsWorkflows = ({ client, aliases }: StepFunctionsOptions): Workflows => {
  const aliasOf = (story: StoryName): string => {
    const alias = aliases[story];
    if (alias === undefined) throw new RangeError(`this function has no story ${story}`);
    return alias;
  };
  /** `…:stateMachine:<machine>:<alias>` begins runs named `…:execution:<machine>:<name>`. */
  const runArn = (story: StoryName, name: string): string => {
    const parts = aliasOf(story).split(":");
    return [...parts.slice(0, 5), "execution", parts[6], name].join(":");
  };

  return {
    start: async ({ story, name, input }) => {
      const run = { stateMachineArn: aliasOf(story), name, input: JSON.stringify(input) };
      try {
        await called(service, client.send(new StartExecutionCommand(run)));
      } catch (error) {
        if (!isNamed(error, "ExecutionAlreadyExists")) throw error;
        throw new RunExists(`There was a run ${name} of ${story} before.`);
      }
    },

    answer: async (taskToken, output) => {
      try {
        await called(service, client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })));
        return "answered";
      } catch (error) {
        if (isNamed(error, "TaskTimedOut", "TaskDoesNotExist", "InvalidToken")) return "gone";
        if (isNamed(error, "InvalidOutput")) throw new RangeError("The answer to a task holds at most 262144 bytes");
        throw error;
      }
    },

    describe: async (story, name) => {
      try {
        const executionArn = runArn(story, name);
        return runOf(story, name, await called(service, client.send(new DescribeExecutionCommand({ executionArn }))));
      } catch (error) {
        if (isNamed(error, "ExecutionDoesNotExist")) return undefined;
        throw error;
      }
    },

    history: async (story, name, nextToken): Promise<RunEventPage> => {
      const asked = {
        executionArn: runArn(story, name),
        maxResults: eventsPerPage,
        includeExecutionData: false,
        nextToken,
      };
      try {
        const page = await called(service, client.send(new GetExecutionHistoryCommand(asked)));
        return { events: (page.events ?? []).map(runEventOf), next: page.nextToken };
      } catch (error) {
        if (isNamed(error, "ExecutionDoesNotExist")) return { events: [] };
        throw error;
      }
    },

    redrive: async (story, name) => {
      try {
        await called(service, client.send(new RedriveExecutionCommand({ executionArn: runArn(story, name) })));
      } catch (error) {
        if (isNamed(error, "ExecutionLimitExceeded")) throw new Busy("Too many runs are open.", { cause: error });
        if (!isNamed(error, "ExecutionNotRedrivable", "ExecutionDoesNotExist")) throw error;
        throw new NotRedrivable(`The run ${name} of ${story} did not fail within the last 14 days.`);
      }
    },
  };
};

const runOf = (story: StoryName, name: string, found: DescribeExecutionOutput): Run => ({
  story,
  name,
  // PENDING_REDRIVE is about to run again
  status: found.status === undefined || found.status === "PENDING_REDRIVE" ? "RUNNING" : found.status,
  startedAt: instantOf(found.startDate ?? 0),
  stoppedAt: found.stopDate && instantOf(found.stopDate),
  output: found.output === undefined ? undefined : (JSON.parse(found.output) as Json),
  error: found.error,
  cause: found.cause,
  redriveCount: found.redriveCount ?? 0,
});
