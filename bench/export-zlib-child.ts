import { buffer } from "node:stream/consumers";
import { deflateRawSync } from "node:zlib";
import { openPromise } from "yauzl";
import { say } from "./child.ts";

// What the package is compared with: the same files, already in memory, through zlib's raw deflate, and nothing else.

const [zip = "", ...levels] = process.argv.slice(2);
const opened = await openPromise(zip, { lazyEntries: true });
const contents: Buffer[] = [];
for await (const entry of opened.eachEntry()) {
  contents.push(await buffer(await opened.openReadStreamPromise(entry)));
}
const bytes = contents.reduce((sum, { byteLength }) => sum + byteLength, 0);

const measures = levels.map(Number).map((level) => {
  const used = process.cpuUsage();
  let packedBytes = 0;
  for (const content of contents) {
    packedBytes += deflateRawSync(content, { level, chunkSize: 256 * 1024 }).byteLength;
  }
  const { user, system } = process.cpuUsage(used);
  return { level, packedBytes, coreSeconds: (user + system) / 1e6 };
});
say({ bytes, measures });
