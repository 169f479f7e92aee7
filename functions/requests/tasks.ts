import { Busy } from "#kernel/failure.ts";
import type { Policy } from "#kernel/policy.ts";
import type { OfficerTask, TaskDecision, TaskId } from "#kernel/task.ts";
import type { Ports } from "#ports/ports.ts";
import { needNoMore, needPerson } from "./needed.ts";

type Opening = Pick<Ports, "tasks" | "notices" | "alerts" | "requests" | "subjects">;

/** Opens a task, and tells the officers at once of an urgent one: by mail, and by webhook where that can be reached just now. */
export const openTask =
  (ports: Opening, { controller }: Policy) =>
  async (task: OfficerTask): Promise<"opened" | "known"> => {
    const { tasks, notices, alerts } = ports;
    const { taskId, kind, reaction = kind, subjectRef } = task;
    if (subjectRef !== undefined) await needPerson(ports)(subjectRef, taskId);
    const isNew = await tasks.open(task);
    if (!isNew && subjectRef !== undefined && (await tasks.find(taskId))?.decision !== undefined) {
      await needNoMore(ports)(subjectRef, taskId); // decided meanwhile: it comes a second time
      return "known";
    }
    if (!task.urgent) return isNew ? "opened" : "known";
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

/**
 * Decides a task. A person of whom nothing else is kept, and whom no other task needs, is forgotten again: the name was kept for the
 * decision alone. Twice is the same as once.
 */
export const decideTask =
  (ports: Pick<Ports, "tasks" | "subjects" | "requests">) =>
  async (
    taskId: TaskId,
    decision: { outcome: TaskDecision; by: string; reference?: string | undefined },
  ): Promise<"decided" | "already-decided" | undefined> => {
    const outcome = await ports.tasks.decide(taskId, decision);
    const task = await ports.tasks.find(taskId);
    if (task?.subjectRef !== undefined) await needNoMore(ports)(task.subjectRef, taskId);
    return outcome;
  };
