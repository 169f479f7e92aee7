import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { plus } from "#kernel/instant.ts";
import { type HttpHost, listen } from "#local/http-host.ts";
import { uploadDoor } from "#local/upload-door.ts";
import { type DirectoryArchive, directoryArchive } from "#ports/archive/directory-archive.ts";
import { uploadTokens } from "#ports/archive/upload-tokens.ts";
import { jsonLog } from "#runtime/log.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { woundClock } from "../support/wound-clock.ts";

let root: string;
let host: HttpHost;
let archive: DirectoryArchive;
const clock = woundClock();
const opened = async (streamMs?: number) => {
  root = mkdtempSync(join(tmpdir(), "habeas-uploads-"));
  let publicUrl = "";
  archive = directoryArchive({
    root,
    uploads: {
      tokens: uploadTokens({ keys: memoryKeys(), clock }),
      get publicUrl() {
        return publicUrl;
      },
    },
  });
  host = await listen(0, {
    routes: () => async () => ({ statusCode: 200, body: "{}" }),
    streams: uploadDoor(archive),
    callMs: 50,
    ...(streamMs !== undefined && { streamMs }),
    log: jsonLog({ sink: () => {} }),
  });
  publicUrl = host.url;
};
beforeEach(() => opened());
afterEach(async () => {
  await host.close();
  rmSync(root, { recursive: true, force: true });
});

const addressFor = async (bytes: number, sha256: string) =>
  archive.uploadAddress("parts", "one", { bytes, sha256, type: "application/zip" }, plus(clock.now(), 3600));
const digest = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
const put = async (url: string, body: string | Buffer<ArrayBuffer>) =>
  (await fetch(url, { method: "PUT", body })).status;

describe("the door for uploads of one machine", () => {
  test("takes a file larger than any call of the API, without holding it in memory", async () => {
    const piece = randomBytes(1_048_576);
    const pieces = 200;
    const hash = createHash("sha256");
    for (let count = 0; count < pieces; count += 1) hash.update(piece);
    const { url, headers } = await addressFor(piece.length * pieces, hash.digest("hex"));
    const { port, pathname } = new URL(url);
    const before = process.memoryUsage.rss();
    let most = 0;
    const call = httpRequest({ port, path: pathname, method: "PUT", headers });
    const content = Readable.from(
      (function* () {
        for (let count = 0; count < pieces; count += 1) {
          most = Math.max(most, process.memoryUsage.rss() - before);
          yield piece;
        }
      })(),
    );
    content.pipe(call);
    const [answer] = await once(call, "response");
    expect(answer.statusCode).toBe(201);
    expect(await archive.digestOf("parts", "one")).toMatchObject({ bytes: piece.length * pieces });
    expect(most).toBeLessThan(100 * 1_048_576);
  });

  test("takes it once", async () => {
    const content = Buffer.from("a part");
    const { url } = await addressFor(content.byteLength, digest(content));
    expect([await put(url, content), await put(url, content)]).toEqual([201, 409]);
  });

  test("keeps nothing of another file, and says so", async () => {
    const content = Buffer.from("a part");
    const { url } = await addressFor(content.byteLength, digest(content));
    expect(await put(url, Buffer.from("a pert"))).toBe(400);
    expect(await put(url, Buffer.from("longer than that"))).toBe(400);
    expect(readdirSync(join(root, "parts"))).toEqual([]);
    expect(await put(url, content)).toBe(201);
  });

  /** Sends the beginning of a call and nothing more; what comes back until the line is closed. */
  const stalled = async (path: string, bytes: number, first: Buffer): Promise<string> => {
    const socket = connect(Number(new URL(host.url).port), "127.0.0.1");
    socket.write(`PUT ${path} HTTP/1.1\r\nHost: here\r\nContent-Length: ${bytes}\r\n\r\n`);
    socket.write(first);
    let answer = "";
    socket.on("data", (piece) => {
      answer += String(piece);
    });
    await once(socket, "close");
    return answer;
  };

  test("lets nobody hold a line for longer than an address lives: 408, and nothing is kept (I15)", async () => {
    await host.close();
    rmSync(root, { recursive: true, force: true });
    await opened(100);
    const content = Buffer.from("a part that stops");
    const { url } = await addressFor(content.byteLength, digest(content));
    const answer = await stalled(new URL(url).pathname, content.byteLength, content.subarray(0, 5));
    expect(answer.split("\r\n")[0]).toBe("HTTP/1.1 408 Request Timeout");
    // whoever was told so may be faster than the disk
    await vi.waitFor(() => expect(readdirSync(join(root, "parts"))).toEqual([]));
  });

  test("takes a slow upload for longer than a call of the API, which ends with 408", async () => {
    const content = Buffer.from("a part that comes slowly");
    expect(await stalled("/officer/kill-switch", content.byteLength, content.subarray(0, 5))).toContain("408");
    const { url, headers } = await addressFor(content.byteLength, digest(content));
    const { port, pathname } = new URL(url);
    const call = httpRequest({ port, path: pathname, method: "PUT", headers });
    call.write(content.subarray(0, 5));
    // by now a call of the API that began with this one is over
    expect(await stalled("/officer/kill-switch", content.byteLength, content.subarray(0, 5))).toContain("408");
    call.end(content.subarray(5));
    const [received] = await once(call, "response");
    expect(received.statusCode).toBe(201);
  });

  test("knows no other address, and leaves other calls to the API", async () => {
    expect(await put(`${host.url}/recipients/uploads/x.y`, "x")).toBe(404);
    expect((await fetch(`${host.url}/recipients/uploads/x.y`)).status).toBe(200);
    expect(await put(`${host.url}/officer/kill-switch`, "{}")).toBe(200);
  });
});
