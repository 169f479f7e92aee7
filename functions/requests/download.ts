import type { AuditFacts } from "#kernel/audit-entry.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { standingPackage } from "#kernel/package.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import { isOwnPackage, type Owner } from "./owner.ts";
import { wakeDeletions } from "./wait-for-export.ts";

/** Long enough to begin a download, too short for anybody who finds the address later (I22). */
const seconds = 60;

export interface SignedDownload {
  url: string;
  until: Instant;
  fileName: string;
  bytes: number;
  sha256: string;
}

type Needs = Pick<Ports, "clock" | "requests" | "subjects" | "archive" | "workflows" | "keys">;

/**
 * Signs a download of a request's package for the very account that it was made for (I7, I22), each time on record before it is answered.
 * Undefined when there is none to fetch, and for everybody else. Who waits for the person to have their data, a deletion, goes on.
 */
export const signDownload =
  (ports: Needs) =>
  async (request: PrivacyRequest, owner: Owner, proof: AuditFacts): Promise<SignedDownload | undefined> => {
    const { clock, requests, subjects, archive } = ports;
    const { requestId, subjectRef } = request;
    const bound = await subjects.boundIdentity(subjectRef, requestId);
    const now = clock.now();
    const signed = await requests.change(requestId, ({ request: present }) => {
      const standing = standingPackage(present, now);
      if (standing === undefined) return { outcome: undefined, audit: [] };
      if (!isOwnPackage(present, bound, owner)) {
        const facts = { ...proof, reason: "another account under the same id" };
        return { outcome: undefined, audit: [{ event: "package-download-refused", at: now, actor: "person", facts }] };
      }
      const { downloadedAt, downloads } = present.progress;
      const count = typeof downloads === "number" ? downloads + 1 : 1;
      return {
        outcome: standing,
        request: {
          ...present,
          progress: { ...present.progress, downloadedAt: downloadedAt ?? now, downloads: count },
        },
        audit: [{ event: "package-download-signed", at: now, actor: "person", facts: { ...proof, seconds, count } }],
      };
    });
    if (signed === undefined) return undefined;
    const { name, bytes, sha256 } = signed;
    const until = plus(now, seconds);
    const fileName = `habeas-export-${requestId}.zip`;
    const url = await archive.downloadAddress("exports", name, fileName, until);
    await wakeDeletions(ports)([request.subjectRef]);
    return { url, until, fileName, bytes, sha256 };
  };
