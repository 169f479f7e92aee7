import { roomWait } from "#ports/requests/requests.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import { tell } from "#requests/tell.ts";
import { IdentityChanged } from "../errors.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { progressOf } from "../model.ts";
import { acknowledged } from "../notices.ts";
import {
  alreadyDecided,
  coolingOffUntil,
  decideOpening,
  identityToBind,
  isAccountOf,
  roomAgainAt,
  waitSeconds,
} from "../rules.ts";
import { linkedRefsOf } from "./planning.ts";
import type { Needs } from "./step.ts";

/**
 * Binds the identity: user_id with created_at, and every linked identity, each with the reference that holds on it would carry. An
 * account that is gone already is bound by its id alone. Runs at the start of every attempt; what is bound stays bound.
 * Throws `IdentityChanged` when the account under the id is younger than the request.
 */
export const openRequest =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const opened = request.progress["purged-to-closing-record"] === undefined;
    const bound = opened ? await bindIdentity({ subjects, reader, policy }, request) : undefined;
    const { next, until } = await requests.change(requestId, (facts) =>
      decideOpening(facts, bound ?? keptBinding(facts.request), policy, clock.now()),
    );
    return { next, coolingOffSeconds: waitSeconds(clock.now(), until) };
  };

const bindIdentity = async (
  { subjects, reader, policy }: Needs<"subjects" | "reader">,
  request: Awaited<ReturnType<typeof requireRequest>>,
) => {
  const earlier = await subjects.boundIdentity(request.subjectRef, request.requestId);
  if (earlier !== undefined) return keptBinding(request, earlier.identities.length);
  const userId = await subjects.userIdOf(request.subjectRef);
  if (userId === undefined)
    throw new Error(`the subject of ${request.requestId} is forgotten before its identity was bound`);
  const account = await reader.read(userId);
  if (account !== undefined && !isAccountOf(request, account))
    throw new IdentityChanged("the account is younger than the request");
  const identity = identityToBind(request, account, userId, policy);
  const linkedRefs = await linkedRefsOf(subjects, identity);
  await subjects.bind(request.subjectRef, request.requestId, identity);
  return { linkedRefs, foundAbsent: account === undefined, identities: identity.identities.length };
};

const keptBinding = (
  request: Awaited<ReturnType<typeof requireRequest>>,
  identities = request.linkedRefs.length + 1,
) => ({
  linkedRefs: request.linkedRefs,
  foundAbsent: progressOf(request).foundAbsent ?? false,
  identities,
});

/** Tells the person that the request arrived, until when it can be withdrawn, and when it will be answered. */
export const acknowledge =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  ({ requestId }: StepInput) =>
    tell({ clock, requests, notices })(requestId, "acknowledged", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return {
        to: identity?.address,
        message: acknowledged(identity?.locale ?? "en", {
          request,
          policy,
          until: progressOf(request).coolingOffUntil ?? coolingOffUntil(request, policy),
        }),
      };
    });

/** Parks the run until the cooling-off is over or the person decides; a withdrawal that came first is found here. */
export const parkForCoolingOff =
  ({ clock, requests, workflows, keys, policy }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const request = await requireRequest(requests, requestId);
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: "cooling-off",
      token,
      until: progressOf(request).coolingOffUntil ?? coolingOffUntil(request, policy),
      alreadyDecided: alreadyDecided("cooling-off"),
    });
    return {};
  };

/** Parks the run until the fence may be asked again: a slot is free, or destructive work is switched on. */
export const parkForRoom =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: roomWait,
      token,
      until: roomAgainAt(clock.now()),
      alreadyDecided: alreadyDecided("room"),
    });
    return {};
  };
