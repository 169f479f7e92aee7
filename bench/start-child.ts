import { openSystem } from "#local/system.ts";
import { jsonLog } from "#runtime/log.ts";
import { ensureWebBuilt } from "#web/build.ts";
import { say } from "./child.ts";

// What `npm start` does, on free ports: says when everything answers.
await ensureWebBuilt(() => {});
const system = await openSystem({
  dataDir: process.argv[2] ?? "",
  ports: { api: 0, portal: 0, console: 0, tenant: 0 },
  log: jsonLog({ sink: () => {} }),
});
const { status } = await fetch(`${system.urls.api}/openapi.json`);
say({ status });
process.once("SIGTERM", () => void system.close());
