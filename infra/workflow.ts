import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { StoryName } from "#ports/workflows/workflows.ts";
import type { FunctionName } from "#runtime/functions.ts";
import type { Bundles } from "./bundle.ts";
import { HabeasFunction } from "./function.ts";
import type { Shared } from "./shared.ts";
import { Story } from "./story.ts";

export interface WorkflowProps {
  story: StoryName;
  /** Which steps stand in which function: one for each set of rights. Each has below a minute, unless it is told more. */
  groups: [id: string, name: FunctionName, steps: object, timeout?: Duration][];
  /** Steps of functions that several stories share, where this one uses them. */
  also?: Record<string, IFunction> | undefined;
  bundles: Bundles;
  shared: Shared;
}

/** Where a story runs: its functions, and the machine that calls them. */
export class Workflow extends Construct {
  readonly story: Story;
  readonly functions: HabeasFunction[];

  constructor(scope: Construct, id: string, { story, groups, also, bundles, shared }: WorkflowProps) {
    super(scope, id);
    const made = groups.map(([groupId, name, steps, timeout = Duration.seconds(55)]) => ({
      steps: Object.keys(steps),
      // below the 60 s that a story waits for a step
      made: new HabeasFunction(this, groupId, { name, bundles, shared, timeout }),
    }));
    this.functions = made.map((group) => group.made);
    this.story = new Story(this, "Story", {
      story,
      stackName: shared.settings.stackName,
      steps: {
        ...Object.fromEntries(made.flatMap((group) => group.steps.map((step) => [step, group.made.live]))),
        ...also,
      },
      logKey: shared.keys.storage,
    });
  }
}
