import { PolicyFault } from "#runtime/policy-file.ts";
import { bundleFunctions } from "./bundle.ts";
import { habeasApp } from "./habeas-app.ts";
import { SettingsFault } from "./settings.ts";

// What `cdk deploy` and `npm run synth` run; CDK says where it wants the assembly.
const { CDK_OUTDIR, HABEAS_POLICY } = process.env;
try {
  const bundles = await bundleFunctions({ policyFile: HABEAS_POLICY });
  const { app, stack } = habeasApp({ bundles, outdir: CDK_OUTDIR ?? "cdk.out" });
  app.synth();
  if (CDK_OUTDIR === undefined) console.log(`${stack.stackName} is synthesized into cdk.out, without findings.`);
} catch (error) {
  // what somebody wrote is wrong: they are told where and what to write, without a stack
  if (!(error instanceof PolicyFault || error instanceof SettingsFault)) throw error;
  console.error(`\n  ${error.message.replaceAll("\n", "\n  ")}\n`);
  process.exitCode = 1;
}
