import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#kernel/clock.ts";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { stillClock, wind } from "#local/engine/wound-clock.ts";
import { openSystem } from "#local/system.ts";
import { signIn } from "#local/tenant/sign-in.ts";
import { audience } from "#local/trial-tenant.ts";
import { jsonLog } from "#runtime/log.ts";

/** More than the export of a seeded person takes by the tenant's limits. */
const windSeconds = 300;

/** How many calls to the tenant one whole export of a seeded person takes, from the door until it is answered. */
export const callsOfOneExport = async (): Promise<number> => {
  const dataDir = mkdtempSync(join(tmpdir(), "habeas-bench-export-calls-"));
  const policyFile = join(dataDir, "policy.yaml");
  const ours = readFileSync(new URL("../policy.yaml", import.meta.url), "utf8");
  // an officer's task would be waited for, and asks the tenant for nothing
  writeFileSync(policyFile, ours.replace(/ {2}paper-archive:\n(?: {4}.*\n)+/, ""));
  const clock = stillClock(systemClock.now());
  const system = await openSystem({
    dataDir,
    policyFile,
    clock,
    ports: { api: 0, portal: 0, console: 0, tenant: 0 },
    log: jsonLog({ clock, sink: () => {} }),
  });
  const windOn = async (): Promise<number> => {
    const before = system.tenantCalls();
    await wind(system.engine, clock, plus(clock.now(), windSeconds));
    await system.timetable.tick();
    await system.engine.settle();
    return system.tenantCalls() - before;
  };
  try {
    const { accessToken } = await signIn({
      issuer: system.tenant.issuer,
      clientId: system.tenant.clientId("Habeas portal"),
      redirectUri: `${system.urls.portal}/callback`,
      audience,
      scope: "openid",
      email: "ada@example.com",
      password: "habeas",
      code: "123456",
    });
    const before = system.tenantCalls();
    const answer = await fetch(`${system.urls.api}/requests`, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ kind: "export" }),
    });
    const { requestId } = (await answer.json()) as { requestId: RequestId };
    await windOn();
    const calls = system.tenantCalls() - before;
    const status = (await system.ports.requests.find(requestId))?.status;
    if (status !== "fulfilled") throw new Error(`the export is ${status}`);
    return calls - (await windOn());
  } finally {
    await system.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
