import { Refusal } from "#kernel/failure.ts";
import type { GateRule } from "#kernel/terms.ts";

/** Turns the gate at the tenant: whom it asks for which terms. It is the enforcement, for any number of people. */
export interface Gate {
  /**
   * Has the gate ask by these rules, and by no others; none: nobody is asked. One turn at a time: another is `Busy` meanwhile. The same again
   * goes on where it was left. Throws `Busy`, `TenantRefused`, `GateMissing` or `GateNotBuilt`.
   */
  turn(rules: readonly GateRule[], step: string): Promise<{ calls: number }>;
  /** The rules of the last turn that was carried out by us; undefined before the first. */
  rules(): Promise<readonly GateRule[] | undefined>;
}

/** The tenant has no Action `terms-gate`: it must be deployed and bound first (docs/terms.md). */
export class GateMissing extends Refusal {
  override readonly name = "GateMissing" as const;
}

/** The tenant could not build the Action: what was in force before stays in force. */
export class GateNotBuilt extends Refusal {
  override readonly name = "GateNotBuilt" as const;
}
