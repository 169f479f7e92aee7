import type { Construct } from "constructs";
import { mailSteps, storeSteps, tenantReadSteps, tenantWriteSteps } from "#blocking/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** Where a block runs. */
export class Blocking extends Workflow {
  constructor(scope: Construct, id: string, props: { bundles: Bundles; shared: Shared }) {
    super(scope, id, {
      ...props,
      story: "blocking",
      groups: [
        ["Store", "blockingStore", storeSteps],
        ["TenantRead", "blockingTenantRead", tenantReadSteps],
        ["TenantWrite", "blockingTenantWrite", tenantWriteSteps],
        ["Mail", "blockingMail", mailSteps],
      ],
    });
  }
}
