import type { IncomingMessage, ServerResponse } from "node:http";
import type { DirectoryArchive } from "#ports/archive/directory-archive.ts";
import { uploadPath } from "#ports/archive/upload-tokens.ts";
import type { StreamHandler } from "./http-host.ts";

/**
 * Where recipients upload their part of an export on this machine, by the address they were given: what a presigned URL of S3 is on AWS.
 * The file goes to disk as it comes, and is kept only if it is the announced one, whole.
 */
export const uploadDoor =
  (archive: Pick<DirectoryArchive, "announcedBy" | "receive">) =>
  ({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): StreamHandler | undefined => {
    if (method !== "PUT" || !url.startsWith(uploadPath)) return undefined;
    const token = url.slice(uploadPath.length);
    return async (request, response) => {
      const announced = await archive.announcedBy(token);
      if (announced === undefined) return answer(response, 404, "There is no such address, or its time is over.");
      const length = request.headers["content-length"];
      if (length !== undefined && Number(length) !== announced.bytes) {
        return answer(response, 400, "This is not the file that was announced: its size is another.");
      }
      const outcome = await archive.receive(token, request);
      const [status, words] = outcomes[outcome];
      answer(response, status, words);
    };
  };

const outcomes = {
  written: [201, "It has arrived whole. Answer now, and name it."],
  exists: [409, "It has arrived before. Answer now, and name it."],
  refused: [400, "This is not the file that was announced: nothing of it was kept."],
  "no-such-address": [404, "There is no such address, or its time is over."],
} as const;

/** The connection ends with it: whatever of the body is still on its way is not read. */
const answer = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(JSON.stringify({ message }));
};
