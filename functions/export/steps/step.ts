import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";

/** What a step's factory is given: only the ports it names, and the policy. */
export type Needs<K extends keyof Ports> = Pick<Ports, K> & { policy: Policy };
