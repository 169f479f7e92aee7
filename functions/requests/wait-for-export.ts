import { days } from "#kernel/duration.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import { holdsBackDeletion } from "#kernel/package.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Wait } from "#ports/requests/requests.ts";
import { requestsOf } from "./of-person.ts";
import { answerWaits, wake } from "./park.ts";

/** The name of a deletion's wait for the person's own data. */
export const exportWait = "export";

/** What the deletion itself needs of its month. */
const margin = days(5);

/**
 * Until when a deletion waits so that the person has their data first (design: Deletion): until an open export is answered and fetched, or
 * its time is over; never into the last days before the deletion's own due date. Undefined when nothing holds it back.
 */
export const exportToWaitFor =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">) =>
  async (deletion: PrivacyRequest): Promise<Instant | undefined> => {
    const now = clock.now();
    const most = plus(deletion.dueAt, -margin);
    if (reached(most, now)) return undefined;
    let until: Instant | undefined;
    for (const ref of [deletion.subjectRef, ...deletion.linkedRefs]) {
      for await (const request of requestsOf({ requests }, ref)) {
        const held = holdsBackDeletion(request, now, { most });
        if (held !== undefined && (until === undefined || held > until)) until = held;
      }
    }
    return until;
  };

/** Lets a deletion look again whether it still has to wait: the export was fetched, or has ended. What cannot be woken, its time wakes. */
export const wakeDeletions =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (refs: readonly SubjectRef[]): Promise<void> => {
    for (const ref of refs) {
      const { open } = await requests.changeSubject(ref, (subject) => ({ outcome: subject, audit: [] }));
      if (open.deletion === undefined) continue;
      const woken = await requests.change<Wait[]>(open.deletion, ({ waits }) => {
        const waiting = waits.filter(({ name }) => name === exportWait);
        const answered = answerWaits(waiting, { decision: "look-again" }, clock.now());
        return { outcome: answered, waits: answered, audit: [] };
      });
      await wake({ requests, workflows, keys })(woken);
    }
  };
