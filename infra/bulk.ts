import type { Construct } from "constructs";
import { bulkSteps } from "#bulk/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** Where lists of accounts are worked off. */
export class Bulk extends Workflow {
  constructor(scope: Construct, id: string, props: { bundles: Bundles; shared: Shared }) {
    super(scope, id, { ...props, story: "bulk", groups: [["Work", "bulkWork", bulkSteps]] });
  }
}
