import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { mailSteps, storeSteps, tenantReadSteps, tenantWriteSteps } from "#restriction/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** Where a restriction runs. */
export class Restriction extends Workflow {
  constructor(
    scope: Construct,
    id: string,
    props: { bundles: Bundles; shared: Shared; also: Record<string, IFunction> },
  ) {
    super(scope, id, {
      ...props,
      story: "restriction",
      groups: [
        ["Store", "restrictionStore", storeSteps],
        ["TenantRead", "restrictionTenantRead", tenantReadSteps],
        ["TenantWrite", "restrictionTenantWrite", tenantWriteSteps],
        ["Mail", "restrictionMail", mailSteps],
      ],
    });
  }
}
