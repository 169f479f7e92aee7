import type { Clock } from "#kernel/clock.ts";
import { plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Store } from "./store.ts";

/** Something accepted now that takes effect afterwards: a 202, or the search index catching up. */
export interface LaterWork {
  kind: "end-sessions" | "revoke-refresh-tokens" | "revoke-refresh-token" | "index" | "export-users";
  payload: JsonObject;
}

/**
 * What is due later on the tenant's clock. Nothing here has a timer: whoever is about to look at the tenant calls `settle` first,
 * so a wound clock works as a waited-for one does, and a restart loses nothing.
 */
export interface Later {
  schedule(work: LaterWork, delaySeconds: number): void;
  settle(): void;
}

export const openLater = (store: Store, clock: Clock, perform: (work: LaterWork) => void): Later => {
  const insert = store.database.prepare("INSERT INTO later (due, body) VALUES (?, ?)");
  const due = store.database.prepare("SELECT number, body FROM later WHERE due <= ? ORDER BY due, number");
  const remove = store.database.prepare("DELETE FROM later WHERE number = ?");
  return {
    schedule: (work, delaySeconds) => {
      if (delaySeconds <= 0) perform(work);
      else insert.run(plus(clock.now(), delaySeconds), JSON.stringify(work));
    },
    settle: () => {
      for (const row of due.all(clock.now())) {
        store.transaction(() => {
          remove.run(Number(row.number));
          perform(JSON.parse(String(row.body)) as LaterWork);
        });
      }
    },
  };
};
