import { packageOf } from "#kernel/package.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { carryOut } from "#requests/effect.ts";
import { removeFilesOf } from "#requests/exports.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import { wakeDeletions } from "#requests/wait-for-export.ts";
import type { StepInput } from "../model.ts";
import { ready, refused, withdrawn } from "../notices.ts";
import { decideReady } from "../rules.ts";

type Telling = Needs<"clock" | "requests" | "subjects" | "notices">;
/** Who answers an export also lets a deletion of the same person look again whether it still has to wait. */
type Answering = Needs<"clock" | "requests" | "subjects" | "notices" | "workflows" | "keys">;

/** The request is answered: the person is told where to fetch the package, by a mail that holds no secret. */
export const tellReady =
  (needs: Answering) =>
  async ({ requestId }: StepInput) => {
    const { clock, requests, subjects, notices, policy } = needs;
    const { next, removeAt } = await requests.change(requestId, (facts) => decideReady(facts, clock.now()));
    if (next !== "ready") return { next, removeAt };
    await tell({ clock, requests, notices })(requestId, "ready", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      const missing = packageOf(request)?.missing ?? [];
      const about = { request, policy, until: removeAt, missing };
      return { to: identity?.address, message: ready(identity?.locale ?? "en", about) };
    });
    await wakeDeletions(needs)([(await requireRequest(requests, requestId)).subjectRef]);
    return { next, removeAt };
  };

/** The time is over, or the request ended without a package: package, pages and parts are removed, and what was bound for them. */
export const removePackage =
  (needs: Needs<"clock" | "requests" | "subjects" | "archive" | "workflows" | "keys">) =>
  async ({ requestId }: StepInput) => {
    const { clock, requests, subjects, archive } = needs;
    await carryOut({ clock, requests })({
      requestId,
      milestone: "package-removed",
      destructive: false,
      perform: async ({ subjectRef }) => {
        await removeFilesOf({ archive })(requestId);
        await subjects.unbind(subjectRef, requestId);
        return {};
      },
    });
    await close({ clock, requests })(requestId);
    await wakeDeletions(needs)([(await requireRequest(requests, requestId)).subjectRef]);
    return {};
  };

/** Confirms a withdrawal. */
export const tellWithdrawn =
  ({ clock, requests, subjects, notices, policy }: Telling) =>
  ({ requestId }: StepInput) =>
    tell({ clock, requests, notices })(requestId, "withdrawal", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: withdrawn(identity?.locale ?? "en", { request, policy }) };
    });

/** Sends the officer's no with its reason, remedy, complaint and court (GDPR Article 12(4)). */
export const refuse =
  ({ clock, requests, subjects, notices, policy }: Telling) =>
  async ({ requestId }: StepInput) => {
    const decided = refusalOf(await requireRequest(requests, requestId));
    if (decided === undefined) throw new Error(`no ground to refuse ${requestId} is on record`);
    const { ground, law, by } = decided;
    await tell({ clock, requests, notices })(requestId, "refusal", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: refused(identity?.locale ?? "en", { request, policy, ground, law }) };
    });
    return requests.change(requestId, ({ request }) => ({
      outcome: { ground },
      request: { ...request, status: "refused", unstarted: false },
      audit:
        request.status === "refused"
          ? []
          : [{ event: "request-refused", at: clock.now(), actor: by, facts: { ground } }],
    }));
  };

const close =
  ({ clock, requests }: Omit<Needs<"clock" | "requests">, "policy">) =>
  (requestId: StepInput["requestId"]) =>
    requests.change(requestId, ({ request }) => ({
      outcome: {},
      request: { ...request, closedAt: request.closedAt ?? clock.now() },
      audit:
        request.closedAt === undefined
          ? [{ event: "request-closed", at: clock.now(), actor: "system", facts: {} }]
          : [],
    }));
