import { isEnd } from "#kernel/request.ts";
import { waitSeconds } from "#kernel/waiting.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { exportToWaitFor, exportWait, wakeDeletions } from "#requests/wait-for-export.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { alreadyDecided } from "../rules.ts";

/** Looks whether an export of the same person is open, or is ready and not fetched yet, and for how long it holds the deletion back. */
export const lookForExport =
  ({ clock, requests }: Needs<"clock" | "requests">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const isOver = isEnd(request.status) || request.pointOfNoReturnAt !== undefined;
    const until = isOver ? undefined : await exportToWaitFor({ clock, requests })(request);
    return until === undefined
      ? { next: "go-on", waitSeconds: 1 }
      : { next: "wait", waitSeconds: waitSeconds(clock.now(), until) };
  };

/** Parks the run until the person has their data; what happened while it was on its way there ends the wait at once. */
export const parkForExport =
  (needs: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const { clock, requests } = needs;
    const request = await requireRequest(requests, requestId);
    const until = await exportToWaitFor({ clock, requests })(request);
    await park(needs)({
      requestId,
      name: exportWait,
      token,
      until: until ?? clock.now(),
      alreadyDecided: (facts) => (until === undefined ? { decision: "look-again" } : alreadyDecided("export")(facts)),
    });
    // fetched just before the wait was stored: nobody else would end it
    if ((await exportToWaitFor({ clock, requests })(request)) === undefined)
      await wakeDeletions(needs)([request.subjectRef]);
    return {};
  };
