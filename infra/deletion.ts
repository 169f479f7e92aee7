import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { evidenceSteps, mailSteps, storeSteps, tenantReadSteps, tenantWriteSteps } from "#deletion/steps.ts";
import type { FunctionName } from "#runtime/functions.ts";
import type { Bundles } from "./bundle.ts";
import { HabeasFunction } from "./function.ts";
import type { Shared } from "./shared.ts";
import { Story } from "./story.ts";

/** Where a deletion runs: a function for each set of rights, and the story that calls them. */
export class Deletion extends Construct {
  readonly story: Story;
  readonly functions: HabeasFunction[];

  constructor(scope: Construct, id: string, { bundles, shared }: { bundles: Bundles; shared: Shared }) {
    super(scope, id);
    const groups: [id: string, name: FunctionName, steps: object][] = [
      ["Store", "deletionStore", storeSteps],
      ["TenantRead", "deletionTenantRead", tenantReadSteps],
      ["TenantWrite", "deletionTenantWrite", tenantWriteSteps],
      ["Evidence", "deletionEvidence", evidenceSteps],
      ["Mail", "deletionMail", mailSteps],
    ];
    const made = groups.map(([groupId, name, steps]) => ({
      steps: Object.keys(steps),
      // below the 60 s that the story waits for a step
      made: new HabeasFunction(this, groupId, { name, bundles, shared, timeout: Duration.seconds(55) }),
    }));
    this.functions = made.map((group) => group.made);
    this.story = new Story(this, "Story", {
      story: "deletion",
      stackName: shared.settings.stackName,
      steps: Object.fromEntries(made.flatMap((group) => group.steps.map((step) => [step, group.made.live]))),
      logKey: shared.keys.storage,
    });
  }
}
