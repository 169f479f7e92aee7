import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { recipientCallSteps, recipientStoreSteps } from "#requests/recipients/steps.ts";
import type { Bundles } from "./bundle.ts";
import { HabeasFunction } from "./function.ts";
import type { Shared } from "./shared.ts";

/** What every story asks recipients with: one function that writes down, and one that calls out and knows their secrets. */
export class Recipients extends Construct {
  readonly functions: HabeasFunction[];
  /** The function of each step, for the stories that use it. */
  readonly steps: Record<string, IFunction>;

  constructor(scope: Construct, id: string, { bundles, shared }: { bundles: Bundles; shared: Shared }) {
    super(scope, id);
    const timeout = Duration.seconds(55); // below the 60 s that a story waits for a step
    const store = new HabeasFunction(this, "Store", { name: "recipientsStore", bundles, shared, timeout });
    const calls = new HabeasFunction(this, "Calls", { name: "recipients", bundles, shared, timeout });
    this.functions = [store, calls];
    const of = (steps: object, { live }: HabeasFunction) => Object.keys(steps).map((step) => [step, live] as const);
    this.steps = Object.fromEntries([...of(recipientStoreSteps, store), ...of(recipientCallSteps, calls)]);
  }
}
