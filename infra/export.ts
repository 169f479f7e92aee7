import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { mailSteps, packageSteps, storeSteps, tenantReadSteps } from "#export/steps.ts";
import type { Bundles } from "./bundle.ts";
import type { Shared } from "./shared.ts";
import { Workflow } from "./workflow.ts";

/** Where an export runs. */
export class Export extends Workflow {
  constructor(
    scope: Construct,
    id: string,
    props: { bundles: Bundles; shared: Shared; also: Record<string, IFunction> },
  ) {
    super(scope, id, {
      ...props,
      story: "export",
      groups: [
        ["Store", "exportStore", storeSteps],
        ["TenantRead", "exportTenantRead", tenantReadSteps],
        // below the 14 minutes that the story waits for it: a part of a gigabyte is packed in some of them
        ["Package", "exportPackage", packageSteps, Duration.minutes(13)],
        ["Mail", "exportMail", mailSteps],
      ],
    });
  }
}
