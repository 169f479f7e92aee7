import type { Construct } from "constructs";
import { mailSteps, storeSteps, tenantReadSteps } from "#contest/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** Where a contest runs. */
export class Contest extends Workflow {
  constructor(scope: Construct, id: string, props: { bundles: Bundles; shared: Shared }) {
    super(scope, id, {
      ...props,
      story: "contest",
      groups: [
        ["Store", "contestStore", storeSteps],
        ["TenantRead", "contestTenantRead", tenantReadSteps],
        ["Mail", "contestMail", mailSteps],
      ],
    });
  }
}
