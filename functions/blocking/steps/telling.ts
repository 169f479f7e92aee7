import { days } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import { recordOf } from "#requests/effect.ts";
import { linkUrl, makeLink } from "#requests/links.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs, Site } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import type { StepInput } from "../model.ts";
import { isEffectOfOthers, lifted, shutOut } from "../notices.ts";
import { blockIn } from "../rules.ts";

/** How long the link in the notice lets somebody contest a block that has no end of its own. */
const contestableFor = days(366);

type Telling = Needs<"clock" | "requests" | "subjects" | "notices">;

/** Tells the person what is closed to them, why, until when, and how to contest it. */
export const tellShutOut =
  ({ clock, requests, subjects, notices, policy, publicUrl }: Telling & Site) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const block = blockIn(request);
    // lifted on the way: the next message says so
    if (block.state !== "imposing" && block.state !== "in-force" && block.state !== "review-due") return {};
    if (recordOf(request, "block-imposed")?.absent === true) return {};
    return tell({ clock, requests, notices })(requestId, "block", async () => {
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      if (identity?.address === undefined) return { to: undefined, message: { subject: "", text: "" } };
      const until = block.end.kind === "until" ? block.end.at : plus(clock.now(), contestableFor);
      const contestUrl = linkUrl(publicUrl, await makeLink({ clock, requests })(requestId, "contest", until));
      return { to: identity.address, message: shutOut(identity.locale, { request, policy, block, contestUrl }) };
    });
  };

/** Tells the person that the block is lifted, and what else still stands. Who never knew of it is told nothing. */
export const tellLifted =
  ({ clock, requests, subjects, notices, policy }: Telling) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const taken = recordOf(request, "block-taken-back");
    if (recordOf(request, "block-told") === undefined || taken?.outcome === "absent") return {};
    return tell({ clock, requests, notices })(requestId, "lifted", async () => {
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      const stillClosed = await requests.change(requestId, ({ subjects: [subject] }) => ({
        outcome: (subject?.blocks ?? []).length > 0 || isEffectOfOthers(taken),
        audit: [],
      }));
      const about = { request, policy, block: blockIn(request), stillClosed };
      return { to: identity?.address, message: lifted(identity?.locale ?? "en", about) };
    });
  };
