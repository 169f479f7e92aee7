import { AwsError, type Operations } from "./double.ts";

export interface Planned {
  Name: string;
  GroupName: string;
  ScheduleExpression: string;
  ScheduleExpressionTimezone: string;
  ActionAfterCompletion: string;
  Target: { Arn: string; RoleArn: string; Input: string; DeadLetterConfig?: unknown; RetryPolicy?: unknown };
}

/** EventBridge Scheduler's one-time schedules, in the map that it is given. */
export const schedulerDouble = (planned: Map<string, Planned>): Operations => {
  const check = (input: Record<string, unknown>): Planned => {
    const schedule = input as unknown as Planned;
    if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(schedule.Name)) throw new AwsError("ValidationException", "Name");
    if (!/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/.test(schedule.ScheduleExpression)) {
      throw new AwsError("ValidationException", `Invalid Schedule Expression ${schedule.ScheduleExpression}.`);
    }
    return schedule;
  };
  const known = (name: unknown): string => {
    if (!planned.has(String(name))) throw new AwsError("ResourceNotFoundException", "Schedule does not exist.", 404);
    return String(name);
  };
  return {
    CreateSchedule: (input) => {
      const schedule = check(input);
      if (planned.has(schedule.Name)) throw new AwsError("ConflictException", "Schedule already exists.", 409);
      planned.set(schedule.Name, schedule);
      return { ScheduleArn: `arn:aws:scheduler:eu-central-1:1:schedule/${schedule.GroupName}/${schedule.Name}` };
    },
    UpdateSchedule: (input) => {
      const schedule = check(input);
      planned.set(known(schedule.Name), schedule);
      return { ScheduleArn: schedule.Name };
    },
    DeleteSchedule: ({ Name }) => void planned.delete(known(Name)),
  };
};
