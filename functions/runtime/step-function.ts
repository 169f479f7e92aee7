import { systemClock } from "#kernel/clock.ts";
import type { Policy } from "#kernel/policy.ts";
import { bundledPolicy } from "./bundled-files.ts";
import { type FunctionName, functionRights } from "./functions.ts";
import { jsonLog } from "./log.ts";
import { type EnvironmentOf, readEnvironment } from "./rights.ts";
import { type Bundle, type Step, stepHandler } from "./step-handler.ts";

type Steps = Record<string, (needs: never) => unknown>;
type NeedsOf<S extends Steps> = S[keyof S] extends (needs: infer Needs) => unknown ? Needs : never;

/**
 * The handler of a group of steps in the cloud: parses the environment by the function's rights, makes the ports and hands them to the
 * steps, once, when the function starts. Throws `EnvironmentFault` then, so that a mistaken deployment fails before its first event.
 */
export const stepFunction = <N extends FunctionName, S extends Steps>({
  name,
  steps,
  inputOf,
  ports,
}: {
  name: N;
  steps: S;
  inputOf: Bundle["inputOf"];
  ports: (env: EnvironmentOf<(typeof functionRights)[N][number]>) => Omit<NeedsOf<S>, "policy">;
}) => {
  const needs = {
    ...ports(readEnvironment<(typeof functionRights)[N][number]>(functionRights[name])),
    policy: bundledPolicy(),
  } as NeedsOf<S> & { policy: Policy };
  const made = Object.fromEntries(Object.entries(steps).map(([name, make]) => [name, make(needs as never) as Step]));
  return stepHandler({ steps: made, inputOf, clock: systemClock, log: jsonLog() });
};
