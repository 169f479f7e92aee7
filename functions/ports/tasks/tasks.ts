import type { OfficerTask, TaskDecision, TaskId } from "#kernel/task.ts";
import type { Page } from "#ports/records/records.ts";

/** Tasks for officers. Every change is audited in the chain of its day. Every call may throw `Busy`. */
export interface Tasks {
  /** Opens a task, once: what stands under its id already stays as it is. True for the first. */
  open(task: OfficerTask): Promise<boolean>;
  find(taskId: TaskId): Promise<OfficerTask | undefined>;
  /** Open ones oldest first, decided ones newest first. May lag by seconds. Throws `BrokenCursor`. */
  list(
    state: "open" | "decided",
    range?: { limit?: number | undefined; cursor?: string | undefined },
  ): Promise<Page<OfficerTask>>;
  /** The first decision counts; "already-decided" for every other, undefined when there is no such task. */
  decide(
    taskId: TaskId,
    decision: { outcome: TaskDecision; by: string; reference?: string | undefined },
  ): Promise<"decided" | "already-decided" | undefined>;
}
