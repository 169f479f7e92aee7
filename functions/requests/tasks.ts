import { Busy } from "#kernel/failure.ts";
import type { Policy } from "#kernel/policy.ts";
import type { OfficerTask, TaskDecision, TaskId } from "#kernel/task.ts";
import type { Ports } from "#ports/ports.ts";

/** Opens a task, and tells the officers at once of an urgent one: by mail, and by webhook where that can be reached just now. */
export const openTask =
  ({ tasks, notices, alerts }: Pick<Ports, "tasks" | "notices" | "alerts">, { controller }: Policy) =>
  async (task: OfficerTask): Promise<"opened" | "known"> => {
    const isNew = await tasks.open(task);
    if (!task.urgent) return isNew ? "opened" : "known";
    const { taskId, kind, reaction = kind } = task;
    await notices.send({
      key: `task/${taskId}`,
      to: controller.officers.digest,
      subject: `Privacy: please look at this now (${kind})`,
      text: `An event at Auth0 needs an officer: ${kind}, by the rule "${reaction}".\n\nOpen the console, under Tasks: ${taskId}.`,
    });
    try {
      await alerts.send({ key: taskId, type: "habeas.task", data: { taskId, kind, reaction } });
    } catch (error) {
      if (!(error instanceof Busy)) throw error; // the mail has gone out, and the task is on the list
    }
    return isNew ? "opened" : "known";
  };

type Deciding = Pick<Ports, "tasks" | "subjects" | "requests">;

/**
 * Decides a task. A person who became known here only by it, and about whom nothing else is kept, is forgotten again: the name was
 * kept for the decision alone. Twice is the same as once.
 */
export const decideTask =
  ({ tasks, subjects, requests }: Deciding) =>
  async (
    taskId: TaskId,
    decision: { outcome: TaskDecision; by: string; reference?: string | undefined },
  ): Promise<"decided" | "already-decided" | undefined> => {
    const outcome = await tasks.decide(taskId, decision);
    const task = await tasks.find(taskId);
    if (task?.onlyForThis !== true || task.subjectRef === undefined) return outcome;
    const { subjectRef } = task;
    const state = await requests.changeSubject(subjectRef, (subject) => ({ outcome: subject, audit: [] }));
    const { items } = await requests.ofSubject(subjectRef, { limit: 1 });
    const isKept =
      items.length > 0 ||
      state.holds.length > 0 ||
      state.administratorBlock !== undefined ||
      state.termsPresented !== undefined;
    if (!isKept) await subjects.forget(subjectRef);
    return outcome;
  };
