import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";

/** Where people reach the API: what mailed links point to. */
export interface Site {
  publicUrl: string;
}

/** What a step's factory is given: only the ports it names, and the policy. */
export type Needs<K extends keyof Ports> = Pick<Ports, K> & { policy: Policy };
