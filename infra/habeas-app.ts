import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { type Acknowledged, acknowledgements } from "./acknowledgements.ts";
import type { Bundles } from "./bundle.ts";
import { ComplianceStack } from "./compliance-stack.ts";
import { checkByNag } from "./nag.ts";
import { readSettings } from "./settings.ts";

/** The context of cdk.json, as the CDK's own command would hand it over. */
export const contextOfFile = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(new URL("../cdk.json", import.meta.url), "utf8")) as { context: Record<string, unknown> })
    .context;

export interface HabeasAppOptions {
  bundles: Bundles;
  /** Where the assembly is written: CDK's choice unless told. */
  outdir?: string | undefined;
  acknowledged?: readonly Acknowledged[] | undefined;
  /** Laid over cdk.json, as `-c` does. */
  context?: Record<string, unknown> | undefined;
}

/** The app with its one stack, not yet synthesized. Throws `SettingsFault`. */
export const habeasApp = ({ bundles, outdir, acknowledged = acknowledgements, context }: HabeasAppOptions) => {
  const app = new App({
    context: { ...contextOfFile(), ...context },
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
  });
  const settings = readSettings((key) => app.node.tryGetContext(key));
  const stack = new ComplianceStack(app, settings.stackName, { settings, bundles });
  checkByNag(app, stack, acknowledged);
  return { app, stack };
};
