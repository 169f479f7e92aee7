import type { JsonObject } from "#kernel/json.ts";

/** One thing that the officers' own system is told. `key` is its id there: the same again is the same. */
export interface Alert {
  key: string;
  /** Such as `habeas.deadlines`. */
  type: string;
  /** Ids, states, counts and times only, never personal data (I10). */
  data: JsonObject;
}

/** Tells the officers' system by webhook, where policy names one. */
export interface Alerts {
  /** "off": policy names no webhook. Throws `Busy` when it may work later. */
  send(alert: Alert): Promise<"sent" | "off">;
}
