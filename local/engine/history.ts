import { type Instant, instantOf } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import type { RunStatus } from "#ports/workflows/workflows.ts";
import { runArn } from "./bindings.ts";
import type { EventRow, RunRow } from "./rows.ts";

/** One event of a run's history, as GetExecutionHistory would give it. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  at: Instant;
  type: string;
  /** The state's name for StateEntered, StateExited, StateAborted and EvaluationFailed. */
  state?: string | undefined;
  /** What the type carries beside the payload. */
  details: JsonObject;
  input?: Json;
  output?: Json;
  parameters?: Json;
}

/** What DescribeExecution would say. */
export interface RunDescription {
  story: string;
  name: string;
  id: string;
  status: RunStatus;
  startedAt: Instant;
  stoppedAt?: Instant | undefined;
  input: Json;
  output?: Json | undefined;
  error?: string | undefined;
  cause?: string | undefined;
  redriveCount: number;
  /** SHA-256 of the definition the run began under. */
  definition: string;
}

const payloadName = (type: string): "input" | "output" | "parameters" => {
  if (type === "TaskScheduled") return "parameters";
  return type.endsWith("StateEntered") || type === "ExecutionStarted" ? "input" : "output";
};

export const eventOf = (row: EventRow): HistoryEvent => ({
  id: row.id,
  previousEventId: row.previous,
  at: instantOf(row.at),
  type: row.type,
  ...(row.state === null ? {} : { state: row.state }),
  details: row.details === null ? {} : (JSON.parse(row.details) as JsonObject),
  ...(row.payload === null ? {} : { [payloadName(row.type)]: JSON.parse(row.payload) as Json }),
});

export const descriptionOf = (row: RunRow): RunDescription => ({
  story: row.story,
  name: row.name,
  id: runArn(row.story, row.name),
  status: row.status,
  startedAt: instantOf(row.startedAt),
  stoppedAt: row.stoppedAt === null ? undefined : instantOf(row.stoppedAt),
  input: JSON.parse(row.input) as Json,
  output: row.output === null ? undefined : (JSON.parse(row.output) as Json),
  error: row.error ?? undefined,
  cause: row.cause ?? undefined,
  redriveCount: row.redriveCount,
  definition: row.definition,
});
