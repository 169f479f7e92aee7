import { bundleFunctions } from "./bundle.ts";
import { habeasApp } from "./habeas-app.ts";

// What `cdk deploy` and `npm run synth` run; CDK says where it wants the assembly.
const { CDK_OUTDIR } = process.env;
const { app, stack } = habeasApp({ bundles: await bundleFunctions(), outdir: CDK_OUTDIR ?? "cdk.out" });
app.synth();
if (CDK_OUTDIR === undefined) console.log(`${stack.stackName} is synthesized into cdk.out, without findings.`);
