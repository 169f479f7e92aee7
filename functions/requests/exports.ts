import type { RequestId, SubjectRef } from "#kernel/ids.ts";
import { plus, reached } from "#kernel/instant.ts";
import { type ExportFormat, formatOf, standingPackage } from "#kernel/package.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import { requestsOf } from "./of-person.ts";
import { isOwnPackage, type Owner } from "./owner.ts";

/** Removes all files of an export: the package, what was collected for it, and what recipients handed over. Twice is the same as once. */
export const removeFilesOf =
  ({ archive }: Pick<Ports, "archive">) =>
  async (requestId: RequestId): Promise<void> => {
    for (const kind of ["exports", "pages", "parts"] as const) await archive.removeAll(kind, `${requestId}.`);
  };

/** Removes the files of every export of these people: nothing of theirs outlives their account (I9, I22). */
export const removeExportsOf =
  (ports: Pick<Ports, "archive" | "requests">) =>
  async (refs: readonly SubjectRef[]): Promise<number> => {
    let count = 0;
    for (const ref of refs) {
      for await (const { kind, requestId } of requestsOf(ports, ref)) {
        if (kind !== "export") continue;
        await removeFilesOf(ports)(requestId);
        count += 1;
      }
    }
    return count;
  };

/** The package of an account that can be fetched now and was made lately, of this format; the newest. */
export const standingExport =
  ({ requests, subjects, clock }: Pick<Ports, "requests" | "subjects" | "clock">) =>
  async (owner: Owner, format: ExportFormat, policy: Pick<Policy, "export">): Promise<RequestId | undefined> => {
    const ref = await subjects.find(owner.userId);
    if (ref === undefined) return undefined;
    const now = clock.now();
    for await (const request of requestsOf({ requests }, ref)) {
      const standing = request.kind === "export" ? standingPackage(request, now) : undefined;
      if (standing === undefined || formatOf(request) !== format) continue;
      if (reached(plus(standing.at, policy.export.offerAgainWithin), now)) continue;
      // nobody is offered what they would not get
      if (isOwnPackage(request, await subjects.boundIdentity(ref, request.requestId), owner)) return request.requestId;
    }
    return undefined;
  };
