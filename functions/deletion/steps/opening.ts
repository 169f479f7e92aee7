import { days } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import { waitSeconds } from "#kernel/waiting.ts";
import { roomWait } from "#ports/requests/requests.ts";
import { identityToBind, isAccountOf, linkedRefsOf } from "#requests/bind.ts";
import { type LinkPurpose, linkUrl, makeLink } from "#requests/links.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs, Site } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import { IdentityChanged } from "../errors.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { progressOf } from "../model.ts";
import { acknowledged, openedForYou } from "../notices.ts";
import { alreadyDecided, coolingOffUntil, decideOpening, roomAgainAt } from "../rules.ts";

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
  ({
    clock,
    requests,
    subjects,
    notices,
    policy,
    publicUrl,
  }: Needs<"clock" | "requests" | "subjects" | "notices"> & Site) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const identity = await subjects.boundIdentity(request.subjectRef, requestId);
    const locale = identity?.locale ?? "en";
    const until = progressOf(request).coolingOffUntil ?? coolingOffUntil(request, policy);
    const linkFor = async (purpose: LinkPurpose) =>
      linkUrl(publicUrl, await makeLink({ clock, requests })(requestId, purpose, plus(request.dueAt, days(90))));
    const send = tell({ clock, requests, notices });

    await send(requestId, "acknowledged", async () => ({
      to: identity?.address,
      message: acknowledged(locale, { request, policy, until, link: await linkFor("withdraw") }),
    }));
    // nobody signed in: so whoever can be reached by any address of the account is asked, and one objection stops it
    const warned = request.openedBy === undefined ? [] : (identity?.addresses ?? []);
    for (const [place, to] of warned.entries()) {
      await send(requestId, `objection-${place + 1}`, async () => ({
        to,
        message: openedForYou(locale, { request, policy, until, link: await linkFor("object") }),
      }));
    }
    return {};
  };

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
