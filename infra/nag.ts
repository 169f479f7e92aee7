import { type App, type Stack, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import type { IConstruct } from "constructs";
import type { Acknowledged } from "./acknowledgements.ts";

/** Holds the stack against cdk-nag's AwsSolutions and Serverless packs: synthesis fails with every finding that is not acknowledged. */
export const checkByNag = (app: App, stack: Stack, acknowledged: readonly Acknowledged[]): void => {
  for (const { at, id, reason } of acknowledged) {
    const construct = at.split("/").reduce<IConstruct>((parent, child) => parent.node.findChild(child), stack);
    Validations.of(construct).acknowledge({ id, reason });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
};
