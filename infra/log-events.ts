import { Duration } from "aws-cdk-lib";
import { type CfnRule, EventBus, type IEventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { picks } from "#kernel/log-event.ts";

/**
 * What leaves the bus: a text for every field that is used, in quotes, so that a field which the event has not is an empty text; and
 * nothing else (I10). Written out, because CDK's own writing leaves the quotes away.
 */
const inputTransformer = (): CfnRule.InputTransformerProperty => ({
  inputPathsMap: Object.fromEntries(
    Object.entries(picks).map(([name, path]) => [name, `$.detail.${name === "logId" ? "" : "data."}${path.join(".")}`]),
  ),
  inputTemplate: JSON.stringify(Object.fromEntries(Object.keys(picks).map((name) => [name, `<${name}>`]))),
});

/**
 * Auth0's log events on their way in: a queue that both doors fill, and that holds them for four days; what cannot be worked off waits in
 * a second one for fourteen. The partner bus is there only once its source is named: before that, it does not exist at AWS.
 */
export class LogEvents extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly bus: IEventBus | undefined;

  constructor(scope: Construct, id: string, { key, partnerSource }: { key: IKey; partnerSource: string | undefined }) {
    super(scope, id);
    const kept = { encryption: QueueEncryption.KMS, encryptionMasterKey: key, enforceSSL: true };
    this.deadLetters = new Queue(this, "DeadLetters", { ...kept, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, "Queue", {
      ...kept,
      retentionPeriod: Duration.days(4),
      // six times the function's own time, as Lambda asks for
      visibilityTimeout: Duration.minutes(6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 8 },
    });
    if (partnerSource === undefined) return;
    // the bus has the name of its source, or it never receives anything
    const bus = new EventBus(this, "Bus", { eventSourceName: partnerSource });
    this.bus = bus;
    const rule = new Rule(this, "Rule", {
      description: "Habeas: Auth0's log events, with the fields that reactions use and no other",
      eventBus: bus,
      eventPattern: { source: [partnerSource], detailType: ["Auth0 log"] },
    });
    rule.addTarget(
      new SqsQueue(this.queue, {
        deadLetterQueue: this.deadLetters,
        retryAttempts: 185,
        maxEventAge: Duration.hours(24),
      }),
    );
    const written = rule.node.defaultChild as CfnRule;
    const { inputPathsMap, inputTemplate } = inputTransformer();
    written.addPropertyOverride("Targets.0.InputTransformer.InputPathsMap", inputPathsMap);
    written.addPropertyOverride("Targets.0.InputTransformer.InputTemplate", inputTemplate);
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
      }),
    );
  }

  /** The function works the queue off, and says of each message whether it must come again. */
  workedOffBy(works: IFunction): void {
    works.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(1),
        reportBatchItemFailures: true,
        maxConcurrency: 5,
      }),
    );
  }
}
