import type { Construct } from "constructs";
import { evidenceSteps, mailSteps, storeSteps, tenantReadSteps, tenantWriteSteps } from "#deletion/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** Where a deletion runs. */
export class Deletion extends Workflow {
  constructor(scope: Construct, id: string, props: { bundles: Bundles; shared: Shared }) {
    super(scope, id, {
      ...props,
      story: "deletion",
      groups: [
        ["Store", "deletionStore", storeSteps],
        ["TenantRead", "deletionTenantRead", tenantReadSteps],
        ["TenantWrite", "deletionTenantWrite", tenantWriteSteps],
        ["Evidence", "deletionEvidence", evidenceSteps],
        ["Mail", "deletionMail", mailSteps],
      ],
    });
  }
}
