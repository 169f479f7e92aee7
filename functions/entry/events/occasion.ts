import { createHash } from "node:crypto";
import type { Clock } from "#kernel/clock.ts";
import type { LogEvent } from "#kernel/log-event.ts";
import type { TaskKind } from "#kernel/reaction.ts";
import type { OfficerTask, TaskId } from "#kernel/task.ts";

/** One event, or what is kept of it until a reaction's time has come. */
export interface Occasion {
  event: LogEvent;
  /** Of the reaction, the person and the stretch; of the event, where there is no limit. 32 hex digits that say nothing. */
  key: string;
}

/** 32 hex digits that are the same for the same parts, and say nothing of them. */
export const shortHash = (...parts: string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

/** `reaction/` and the occasion's key: how we know our own writes again in the tenant's log. */
export const stepOf = (key: string): string => `reaction/${key}`;

/** One task for an occasion, however often its reaction runs. */
export const taskOf = (
  clock: Clock,
  { key }: Occasion,
  task: { kind: TaskKind; reaction: string; urgent: boolean } & Pick<OfficerTask, "subjectRef">,
): OfficerTask => ({ taskId: `task_${key}` as TaskId, openedAt: clock.now(), ...task });
