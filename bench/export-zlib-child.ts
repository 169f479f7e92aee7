import { hash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { constants, deflateRawSync } from "node:zlib";
import { openPromise } from "yauzl";
import { say } from "./child.ts";

// What the package is compared with: the same files, already in memory, through zlib's raw deflate, and nothing else, at each level, or
// level:memLevel, that it is asked for. Before that the
// package is held against its own manifest: what is measured must be whole.

const [zip = "", ...levels] = process.argv.slice(2);
const opened = await openPromise(zip, { lazyEntries: true });
const files = new Map<string, Buffer>();
for await (const entry of opened.eachEntry()) {
  files.set(entry.fileName, await buffer(await opened.openReadStreamPromise(entry)));
}
const manifest = JSON.parse(files.get("manifest.json")?.toString("utf8") ?? "") as {
  files: { path: string; bytes: number; sha256: string }[];
};
for (const { path, bytes, sha256 } of manifest.files) {
  const file = files.get(path);
  if (file?.byteLength !== bytes || hash("sha256", file) !== sha256)
    throw new Error(`${path} is not as its manifest says`);
}
if (manifest.files.length !== files.size - 1) throw new Error("the package has files that its manifest does not name");

const contents = [...files.values()];
const bytes = contents.reduce((sum, { byteLength }) => sum + byteLength, 0);

const measures = levels.map((asked) => {
  const [level, memLevel = constants.Z_DEFAULT_MEMLEVEL] = asked.split(":").map(Number);
  const used = process.cpuUsage();
  let packedBytes = 0;
  for (const content of contents) {
    packedBytes += deflateRawSync(content, { level, memLevel, chunkSize: 256 * 1024 }).byteLength;
  }
  const { user, system } = process.cpuUsage(used);
  return { asked, packedBytes, coreSeconds: (user + system) / 1e6 };
});
say({ bytes, measures });
