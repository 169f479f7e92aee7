import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { gateSteps, gatherSteps, mailSteps, storeSteps } from "#terms/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** A list of a million accounts streams through in minutes; below the 15 that the story waits for it, and that Lambda allows. */
const gathering = Duration.minutes(14);

/** Where a campaign runs. */
export class Terms extends Workflow {
  constructor(scope: Construct, id: string, props: { bundles: Bundles; shared: Shared }) {
    super(scope, id, {
      ...props,
      story: "terms",
      groups: [
        ["Store", "termsStore", storeSteps],
        ["Gather", "termsGather", gatherSteps, gathering],
        ["Gate", "termsGate", gateSteps],
        ["Mail", "termsMail", mailSteps],
      ],
    });
  }
}
