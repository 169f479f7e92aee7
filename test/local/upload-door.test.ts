import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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
beforeEach(async () => {
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
    log: jsonLog({ sink: () => {} }),
  });
  publicUrl = host.url;
});
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

  test("knows no other address, and leaves other calls to the API", async () => {
    expect(await put(`${host.url}/recipients/uploads/x.y`, "x")).toBe(404);
    expect((await fetch(`${host.url}/recipients/uploads/x.y`)).status).toBe(200);
    expect(await put(`${host.url}/officer/kill-switch`, "{}")).toBe(200);
  });
});
