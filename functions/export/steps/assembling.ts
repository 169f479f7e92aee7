import { randomBytes } from "node:crypto";
import { plus } from "#kernel/instant.ts";
import { isBoundByIdAlone, packageOf as packageRecord } from "#kernel/package.ts";
import { carryOut } from "#requests/effect.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { contentsOf } from "../contents.ts";
import type { StepInput } from "../model.ts";
import { packageOf } from "../package/package.ts";
import { pagesOf } from "../pages.ts";
import { overBy } from "../rules.ts";
import { personOf } from "./collecting.ts";

/**
 * Makes the package: one ZIP, streamed from the sources into the archive. A repeat writes under another name, and the first one on record
 * is the one that is handed out. What was collected is removed then.
 */
export const assemble =
  (needs: Needs<"clock" | "requests" | "subjects" | "audit" | "terms" | "archive">) =>
  async ({ requestId }: StepInput) => {
    const { clock, requests, subjects, archive, policy } = needs;
    const request = await requireRequest(requests, requestId);
    const over = packageRecord(request) === undefined ? overBy(request) : undefined;
    if (over !== undefined) return { next: over };
    await carryOut({ clock, requests })({
      requestId,
      milestone: "package-made",
      destructive: false,
      perform: async (present) => {
        const key = await subjects.fileKey(present.subjectRef, requestId);
        const person = await personOf(subjects, present);
        const bound = await subjects.boundIdentity(present.subjectRef, requestId);
        if (key === undefined || person === undefined) throw new Error(`nobody is bound to ${requestId} any more`);
        const now = clock.now();
        const contents = await contentsOf({
          ports: needs,
          request: present,
          person,
          since: isBoundByIdAlone(present) ? undefined : bound?.createdAt,
          locale: bound?.locale ?? "en",
          pages: pagesOf(archive, key, requestId),
          policy,
          now,
        });
        const name = `${requestId}.${randomBytes(8).toString("hex")}.zip`;
        const { bytes, sha256 } = await archive.putStream("exports", name, packageOf(contents));
        return { name, bytes, sha256, missing: contents.missing, until: plus(now, policy.export.keep) };
      },
    });
    await archive.removeAll("pages", `${requestId}.`);
    return { next: "ready" };
  };
