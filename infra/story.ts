import { readFileSync } from "node:fs";
import { RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  type CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { parse } from "yaml";
import { liveAlias } from "#ports/workflows/step-functions-workflows.ts";
import type { StoryName } from "#ports/workflows/workflows.ts";

/** The name of a story's state machine in an installation. */
export const machineName = (stackName: string, story: StoryName | ""): string => `${stackName}-${story}`;

/** The definition of a story, with its placeholders. */
export const readStory = (story: StoryName): unknown => {
  const file = new URL(`../functions/${story}/${story}.asl.yaml`, import.meta.url);
  return parse(readFileSync(file, "utf8"), { maxAliasCount: 1000 });
};

export interface StoryProps {
  story: StoryName;
  stackName: string;
  /** The function of each step, called through its alias. */
  steps: Record<string, IFunction>;
  logKey: IKey;
}

/**
 * A story as a state machine, from the same file that the engine of one machine runs. Every deployment publishes a version and points the
 * alias at it; older versions stay, and a run ends under the definition it began with.
 */
export class Story extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { story, stackName, steps, logKey }: StoryProps) {
    super(scope, id);
    this.machine = new StateMachine(this, "Machine", {
      stateMachineName: machineName(stackName, story),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(JSON.stringify(readStory(story))),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(steps).map(([name, live]) => [name, live.functionArn]),
      ),
      logs: {
        destination: new LogGroup(this, "Log", {
          logGroupName: `/aws/vendedlogs/states/${machineName(stackName, story)}`,
          retention: RetentionDays.ONE_YEAR,
          encryptionKey: logKey,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
      tracingEnabled: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const live of new Set(Object.values(steps))) live.grantInvoke(this.machine);
    this.publish();
  }

  private publish(): void {
    const machine = this.machine.node.defaultChild as CfnStateMachine;
    const version = new CfnStateMachineVersion(this, "Version", {
      stateMachineArn: this.machine.stateMachineArn,
      stateMachineRevisionId: machine.attrStateMachineRevisionId,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnStateMachineAlias(this, "Live", {
      name: liveAlias,
      deploymentPreference: { stateMachineVersionArn: version.attrArn, type: "ALL_AT_ONCE" },
    });
  }
}
