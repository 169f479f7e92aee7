import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import type { DirectoryArchive } from "#ports/archive/directory-archive.ts";
import { downloadPath } from "#ports/archive/download-tokens.ts";
import type { StreamHandler } from "./http-host.ts";

/** Where people fetch their package on this machine, by the address that was signed for them: what a presigned URL of S3 is on AWS. */
export const downloadDoor =
  (archive: Pick<DirectoryArchive, "handOut">) =>
  ({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): StreamHandler | undefined => {
    if (method !== "GET" || !url.startsWith(downloadPath)) return undefined;
    const token = url.slice(downloadPath.length);
    return async (_request, response) => {
      const found = await archive.handOut(token);
      if (found === undefined) {
        response.writeHead(404, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
        response.end("This address is no longer good. Fetch the package in the portal once more.\n");
        return;
      }
      response.writeHead(200, {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="${found.place.fileName}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      try {
        await pipeline(found.content, response);
      } catch {
        response.destroy(); // whoever fetched it went away, or the disk failed: a cut file is no package
      }
    };
  };
