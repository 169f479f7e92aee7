import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { Settings } from "./settings.ts";

export interface AlarmsProps {
  settings: Settings;
  deadLetters: IQueue;
  logEvents: { queue: IQueue; deadLetters: IQueue };
  http: HttpApi;
  stories: IStateMachine[];
  functions: IFunction[];
}

/** The sections of docs/runbook.md: an alarm without one wakes somebody who does not know what to do. */
export const runbookSections = [
  "run-failed",
  "event-not-delivered",
  "log-event-not-handled",
  "log-events-late",
  "api-fails",
  "function-fails",
  "function-throttled",
] as const;
type Section = (typeof runbookSections)[number];

const every5Minutes = { period: Duration.minutes(5), statistic: "Sum" };

/** When somebody must look. Each alarm says in its description what is wrong and where the runbook goes on. */
export class Alarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { settings, deadLetters, logEvents, http, stories, functions }: AlarmsProps,
  ) {
    super(scope, id);
    const topic = settings.alarmTopicArn && Topic.fromTopicArn(this, "Topic", settings.alarmTopicArn);
    const alarm = (name: string, section: Section, says: string, metric: IMetric, threshold = 1) => {
      const made = new Alarm(this, name, {
        alarmDescription: `${says} ${settings.runbookUrl}#${section}`,
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) made.addAlarmAction(new SnsAction(topic));
    };

    for (const [place, story] of stories.entries()) {
      const failed = sum([
        story.metricFailed(every5Minutes),
        story.metricTimedOut(every5Minutes),
        story.metricAborted(every5Minutes),
      ]);
      alarm(`RunFailed${place}`, "run-failed", "A run ended without an answer; its request needs attention.", failed);
    }
    alarm(
      "EventNotDelivered",
      "event-not-delivered",
      "An event could not be worked off and waits in the dead-letter queue.",
      deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: "Maximum" }),
    );
    alarm(
      "LogEventNotHandled",
      "log-event-not-handled",
      "An Auth0 event could not be worked off and waits in its dead-letter queue.",
      logEvents.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: "Maximum",
      }),
    );
    alarm(
      "LogEventsLate",
      "log-events-late",
      "Auth0's events have waited for more than a quarter of an hour.",
      logEvents.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: "Maximum" }),
      900,
    );
    alarm("ApiFails", "api-fails", "The API answered with 5xx.", http.metricServerError(every5Minutes), 5);
    for (const [place, group] of groupsOf(functions).entries()) {
      const which = place === 0 ? "" : String(place + 1);
      alarm(
        `FunctionFails${which}`,
        "function-fails",
        "Functions end in errors more often than their retries explain.",
        sum(group.map((each) => each.metricErrors(every5Minutes))),
        50,
      );
      alarm(
        `FunctionThrottled${which}`,
        "function-throttled",
        "Lambda does not run functions for want of concurrency.",
        sum(group.map((each) => each.metricThrottles(every5Minutes))),
      );
    }
  }
}

const sum = (metrics: IMetric[]): MathExpression => {
  const named = Object.fromEntries(metrics.map((metric, place) => [`m${place}`, metric]));
  return new MathExpression({
    expression: Object.keys(named).join(" + "),
    usingMetrics: named,
    period: Duration.minutes(5),
  });
};

/** An alarm may add up ten metrics at most. */
const mostMetrics = 10;

const groupsOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / mostMetrics) }, (_, place) =>
    items.slice(place * mostMetrics, (place + 1) * mostMetrics),
  );
