import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { optionsFrom, turnGateOff } from "#local/turn-gate-off.ts";
import { call, tenantOfEachTest } from "../support/tenant.ts";

const run = promisify(execFile);
const root = new URL("../..", import.meta.url).pathname;

describe("npm run gate:off", () => {
  const at = tenantOfEachTest();
  const gate = async () =>
    (await call(at.tenant, "GET", "/actions/actions?actionName=terms-gate")).body.actions as {
      all_changes_deployed: boolean;
      secrets: { name: string }[];
      deployed_version: { number: number };
    }[];
  const environment = () => ({
    TENANT_ISSUER: at.tenant.issuer,
    GATE_CLIENT_ID: at.tenant.clientId("Habeas gate"),
    HABEAS_SECRET_TENANT_GATE_CLIENT_SECRET: at.tenant.clientSecret("Habeas gate"),
  });

  test("needs the tenant and the gate's own client, and no store of ours", async () => {
    const [before] = await gate();
    const { stdout } = await run(process.execPath, ["local/run.mjs", "gate-off"], {
      cwd: root,
      env: { ...process.env, ...environment(), HABEAS_DATA: "/nowhere" },
    });
    expect(stdout).toMatch(/Off, with \d calls: nobody is asked for new terms/);
    const [after] = await gate();
    expect(after?.secrets.map(({ name }) => name)).toEqual(["SETTINGS"]);
    expect(after?.all_changes_deployed).toBe(true);
    expect(after?.deployed_version.number).toBe((before?.deployed_version.number ?? 0) + 1);
  }, 120_000);

  test("waits where the tenant says not now, and goes on (F5)", async () => {
    at.tenant.failNext({ method: "PATCH", path: "/actions/actions/*", mode: "before", status: 429 });
    const waited: number[] = [];
    const wait = async (seconds: number) => void waited.push(seconds);
    const { calls } = await turnGateOff({ ...optionsFrom(environment()), wait });
    expect(waited).toHaveLength(3);
    expect(calls).toBeLessThanOrEqual(10);
  });

  test("with a wrong secret ends in a sentence, without the secret (I20)", async () => {
    const env = { ...process.env, ...environment(), HABEAS_SECRET_TENANT_GATE_CLIENT_SECRET: "canary-of-a-secret" };
    const wait = async () => undefined;
    await expect(turnGateOff({ ...optionsFrom(env), wait })).rejects.toThrow("The tenant gave no access token: 401.");
    await expect(turnGateOff({ ...optionsFrom(env), wait })).rejects.not.toThrow(/canary/);
  });
});
