import { confirmationWait } from "#requests/confirm.ts";
import { linkUrl, makeLink } from "#requests/links.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs, Site } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import { decideAsking, decideStandstill } from "../asking.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { confirmAsked, expired } from "../notices.ts";
import { alreadyDecided, confirmUntil } from "../rules.ts";

/**
 * Nobody signed in to ask: the person says yes by a link to a verified address. Asks, reminds, and in the end lets the request expire,
 * each by its own time. Answers with what comes next and how long to wait for it.
 */
export const askToConfirm =
  ({
    clock,
    requests,
    subjects,
    notices,
    policy,
    publicUrl,
  }: Needs<"clock" | "requests" | "subjects" | "notices"> & Site) =>
  async ({ requestId }: StepInput) => {
    const asking = await requests.change(requestId, (facts) => decideAsking(facts, policy, clock.now()));
    if (asking.tell === undefined) return { next: asking.next, waitSeconds: asking.waitSeconds };
    const { notice } = await tell({ clock, requests, notices })(requestId, asking.tell, async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      const locale = identity?.locale ?? "en";
      if (asking.next === "expired") return { to: identity?.address, message: expired(locale, { request, policy }) };
      const until = confirmUntil(request, policy);
      const link = linkUrl(publicUrl, await makeLink({ clock, requests })(requestId, "confirm", until));
      return { to: identity?.address, message: confirmAsked(locale, { request, policy, until, link }) };
    });
    if (asking.next === "wait" && notice === "sent")
      await requests.change(requestId, (facts) => decideStandstill(facts, clock.now()));
    return { next: asking.next, waitSeconds: asking.waitSeconds };
  };

/** Parks the run until the person confirms or the next reminder is due. */
export const parkForConfirmation =
  ({ clock, requests, workflows, keys, policy }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const request = await requireRequest(requests, requestId);
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: confirmationWait,
      token,
      until: confirmUntil(request, policy),
      alreadyDecided: alreadyDecided(confirmationWait),
    });
    return {};
  };
