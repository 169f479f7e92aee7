import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { hours } from "#kernel/duration.ts";
import { called } from "../aws-failure.ts";
import { checkScheduleName } from "./schedule-name.ts";
import type { Schedules } from "./schedules.ts";

export interface EventBridgeSchedulesOptions {
  client: SchedulerClient;
  /** The schedule group that only we write to. */
  group: string;
  /** The alias ARN of `entry/schedule`. */
  targetArn: string;
  /** The role under which Scheduler calls it. */
  roleArn: string;
  /** Where a waking goes that could not be delivered. */
  deadLetterArn: string;
}

const service = "EventBridge Scheduler";
const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** One-time schedules, which vanish once they have woken. Scheduler is exact to the minute and may wake twice. */
export const eventBridgeSchedules = (options: EventBridgeSchedulesOptions): Schedules => {
  const { client, group: GroupName, targetArn, roleArn, deadLetterArn } = options;
  return {
    once: async (Name, at, task) => {
      checkScheduleName(Name);
      const planned: CreateScheduleCommandInput = {
        Name,
        GroupName,
        ScheduleExpression: `at(${at.slice(0, 19)})`,
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: targetArn,
          RoleArn: roleArn,
          Input: JSON.stringify(task),
          DeadLetterConfig: { Arn: deadLetterArn },
          RetryPolicy: { MaximumRetryAttempts: 100, MaximumEventAgeInSeconds: hours(24) },
        },
      };
      try {
        await called(service, client.send(new CreateScheduleCommand(planned)));
      } catch (error) {
        if (!isNamed(error, "ConflictException")) throw error;
        await called(service, client.send(new UpdateScheduleCommand(planned)));
      }
    },

    cancel: async (Name) => {
      checkScheduleName(Name);
      try {
        await called(service, client.send(new DeleteScheduleCommand({ Name, GroupName })));
      } catch (error) {
        if (!isNamed(error, "ResourceNotFoundException")) throw error;
      }
    },
  };
};
