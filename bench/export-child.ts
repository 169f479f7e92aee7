import { fileURLToPath } from "node:url";
import { assemble } from "#export/steps/assembling.ts";
import { systemClock } from "#kernel/clock.ts";
import { RequestId } from "#kernel/ids.ts";
import { packageOf } from "#kernel/package.ts";
import type { Archive } from "#ports/archive/archive.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { say } from "./child.ts";

// The step that packs, as it runs on one machine, in a process of its own: so what is measured of memory and processor is its alone.

const [dataDir = "", id = ""] = process.argv.slice(2);
const requestId = RequestId.parse(id);
const policy = readPolicy(fileURLToPath(new URL("../policy.yaml", import.meta.url)));
const stores = await openEmbeddedStores({
  dataDir,
  clock: systemClock,
  environment: {},
  mailFrom: policy.controller.contact,
  webhook: null,
  mailsPerMinute: policy.terms.mailsPerMinute,
  keepTasksSeconds: policy.retention.audit,
  publicUrl: "http://127.0.0.1",
});

const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
let firstByteAt: number | undefined;
const packing = { seconds: 0, coreSeconds: 0 };

async function* watched(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of content) {
    firstByteAt ??= performance.now();
    yield chunk;
  }
}
const archive: Archive = {
  ...stores.archive,
  putStream: async (kind, name, content) => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const digest = await stores.archive.putStream(kind, name, watched(content));
    packing.seconds = (performance.now() - began) / 1000;
    packing.coreSeconds = secondsOf(process.cpuUsage(used));
    return digest;
  },
};

globalThis.gc?.();
const idleRss = process.memoryUsage.rss();
const [began, used] = [performance.now(), process.cpuUsage()];
await assemble({ ...stores.ports, archive, policy })({ requestId });
const stepCoreSeconds = secondsOf(process.cpuUsage(used));
const request = await stores.ports.requests.find(requestId);
const made = request && packageOf(request);
if (made === undefined || firstByteAt === undefined) throw new Error("no package was made");
if (made.missing.length > 0) throw new Error(`the package lacks ${made.missing.join(", ")}`);
say({
  name: made.name,
  packedBytes: made.bytes,
  ...packing,
  stepCoreSeconds,
  firstByteMs: firstByteAt - began,
  peakRssMbOverIdle: process.resourceUsage().maxRSS / 1024 - idleRss / 1024 / 1024,
});
stores.close();
