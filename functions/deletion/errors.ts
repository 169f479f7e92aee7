import { Refusal } from "#kernel/failure.ts";

// What the deletion story may catch or retry, by name. Everything else fails the run at the very task, and an officer looks.

export { Busy } from "#kernel/failure.ts";
export { SwitchedOff } from "#requests/effect.ts";

/** The account the person proved to own is gone, and another one now has its id. Nothing of the new one may be touched (I7). */
export class IdentityChanged extends Refusal {
  override readonly name = "IdentityChanged" as const;
}

/** A re-check found the deleted account again, with the same date of creation: something restored it. An officer decides. */
export class AccountCameBack extends Refusal {
  override readonly name = "AccountCameBack" as const;
}

/** The sweep before the receipt found something that the closing record does not allow (I8). */
export class SomethingLeft extends Refusal {
  override readonly name = "SomethingLeft" as const;
}
