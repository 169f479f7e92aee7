import { Duration, RemovalPolicy, TimeZone } from "aws-cdk-lib";
import { Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { ScheduledTask } from "#ports/schedules/schedules.ts";

const sweep: ScheduledTask = { task: "sweep" };
const checkGap: ScheduledTask = { task: "check-log-gap" };
const warn: ScheduledTask = { task: "warn-of-deadlines" };

/** What time starts: every minute, whatever was accepted and has not begun is begun. */
export class EveryMinute extends Construct {
  constructor(scope: Construct, id: string, { wakes, deadLetters }: { wakes: IFunction; deadLetters: IQueue }) {
    super(scope, id);
    new Schedule(this, "Sweep", {
      description: "Habeas: begins what was accepted, hands on what was decided",
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(wakes, {
        input: ScheduleTargetInput.fromObject(sweep),
        deadLetterQueue: deadLetters,
        retryAttempts: 3,
        maxEventAge: Duration.minutes(5), // the next minute sweeps as well
      }),
    });
    new Schedule(this, "LogGap", {
      description: "Habeas: fetches what no log stream has brought",
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(wakes, {
        input: ScheduleTargetInput.fromObject(checkGap),
        deadLetterQueue: deadLetters,
        retryAttempts: 1, // the next minute looks as well
        maxEventAge: Duration.minutes(5),
      }),
    });
  }
}

/** What keeps the evidence: a signed checkpoint every quarter of an hour, and once a day what may go. */
export class Evidence extends Construct {
  constructor(scope: Construct, id: string, { wakes, deadLetters }: { wakes: IFunction; deadLetters: IQueue }) {
    super(scope, id);
    const wake = (name: string, description: string, schedule: ScheduleExpression, task: ScheduledTask) =>
      new Schedule(this, name, {
        description,
        schedule,
        target: new LambdaInvoke(wakes, {
          input: ScheduleTargetInput.fromObject(task),
          deadLetterQueue: deadLetters,
          retryAttempts: 10,
          maxEventAge: Duration.hours(1),
        }),
      });
    const quarter = ScheduleExpression.rate(Duration.minutes(15));
    wake("Checkpoint", "Habeas: signs where the audit stands", quarter, { task: "make-checkpoint" });
    const daily = ScheduleExpression.rate(Duration.days(1));
    wake("LetGo", "Habeas: lets evidence go when its time is over", daily, { task: "let-evidence-go" });
  }
}

/** Each morning, at the controller's seat: what is due soon. */
export class EveryMorning extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { wakes, deadLetters, timeZone }: { wakes: IFunction; deadLetters: IQueue; timeZone: string },
  ) {
    super(scope, id);
    new Schedule(this, "Warnings", {
      description: "Habeas: warns the officers of what is due",
      schedule: ScheduleExpression.cron({ hour: "7", minute: "0", timeZone: TimeZone.of(timeZone) }),
      target: new LambdaInvoke(wakes, {
        input: ScheduleTargetInput.fromObject(warn),
        deadLetterQueue: deadLetters,
        retryAttempts: 20,
        maxEventAge: Duration.hours(12),
      }),
    });
  }
}

/** Where one-time wakings are planned, and under whose name Scheduler wakes. */
export class PlannedWakings extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, { wakes, deadLetters }: { wakes: IFunction; deadLetters: IQueue }) {
    super(scope, id);
    this.group = new ScheduleGroup(this, "Group", { removalPolicy: RemovalPolicy.RETAIN });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("scheduler.amazonaws.com") });
    new Policy(this, "Rights", {
      roles: [this.role],
      statements: [
        new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [wakes.functionArn] }),
        new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetters.queueArn] }),
      ],
    });
  }
}

/** What a failed run starts: its request shows "needs attention" within a minute. */
export class RunEnded extends Construct {
  readonly rule: Rule;

  constructor(
    scope: Construct,
    id: string,
    { of, tells, deadLetters }: { of: IStateMachine[]; tells: IFunction; deadLetters: IQueue },
  ) {
    super(scope, id);
    this.rule = new Rule(this, "Rule", {
      description: "Habeas: runs that ended without an answer",
      eventPattern: {
        source: ["aws.states"],
        detailType: ["Step Functions Execution Status Change"],
        detail: {
          stateMachineArn: of.map(({ stateMachineArn }) => stateMachineArn),
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
        },
      },
      targets: [
        new LambdaFunction(tells, {
          event: RuleTargetInput.fromEventPath("$.detail"),
          deadLetterQueue: deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
