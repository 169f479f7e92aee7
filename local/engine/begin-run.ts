import { isDeepStrictEqual } from "node:util";
import type { Json } from "#kernel/json.ts";
import { RunExists } from "#ports/workflows/workflows.ts";
import type { Story } from "./definition.ts";
import { isTooLarge } from "./failures.ts";
import { addThread, announce, record, revive } from "./live-run.ts";
import type { Desk } from "./turns.ts";

/** The names Step Functions takes. */
const nameForm = /^[A-Za-z0-9_.-]{1,80}$/;

/** What a run is to be. */
export interface Beginning {
  story: string;
  name: string;
  input: Json;
}

/** Begins a run; the same name with the same input is the same run while it is open. Throws `RunExists` for a name used otherwise. */
export const beginRun = (desk: Desk, { story, name, input }: Beginning, definition: string, compiled: Story): void => {
  if (!nameForm.test(name)) throw new RangeError(`'${name}' cannot be the name of a run`);
  const json = JSON.stringify(input);
  if (isTooLarge(json)) throw new RangeError("The input of a run holds at most 262144 bytes");
  const known = desk.find(story, name);
  if (known !== undefined) {
    if (known.row.status === "RUNNING" && isDeepStrictEqual(JSON.parse(known.row.input), input)) return;
    throw new RunExists(`A run '${name}' of '${story}' exists`);
  }
  const startedAt = desk.world.now();
  const row = {
    id: desk.nextRunId(),
    story,
    name,
    definition,
    input: json,
    status: "RUNNING" as const,
    startedAt,
    stoppedAt: null,
    output: null,
    error: null,
    cause: null,
    redriveCount: 0,
    redrivenAt: null,
    events: 0,
    threads: 0,
    wakeAt: compiled.timeoutSeconds === undefined ? null : startedAt + compiled.timeoutSeconds * 1000,
  };
  const run = revive(row, compiled, []);
  record(desk.world, run, undefined, "ExecutionStarted", { payload: json });
  addThread(run, undefined, 0, json);
  announce(run);
  desk.adopt(run);
};
