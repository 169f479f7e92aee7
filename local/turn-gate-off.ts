import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { systemClock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { clientIdOf } from "#local/tenant/configuration.ts";
import { gateActionAt } from "#ports/gate/action-at-tenant.ts";
import { clientCredentials } from "#ports/identity/access-token.ts";
import { openFileSecrets } from "#ports/secrets/file-secrets.ts";

export interface GateOffOptions {
  /** As in `iss`, with its slash at the end. */
  issuer: string;
  clientId: string;
  secret: () => Promise<string>;
  wait?: (seconds: number) => Promise<void>;
}

/** As often as the tenant may say "not now" before a person should look. */
const attempts = 5;

/** Has the gate ask nobody from now on. Who waits at the terms page just now signs in once more. */
export const turnGateOff = async (options: GateOffOptions): Promise<{ calls: number }> => {
  const { issuer, clientId, secret, wait = (seconds) => setTimeout(seconds * 1000) } = options;
  const clock = systemClock;
  const action = gateActionAt({
    baseUrl: `${issuer}api/v2`,
    tokens: clientCredentials({ issuer, audience: `${issuer}api/v2/`, clientId, secret, clock }),
    // the buckets stand in our store, which may be away
    pacer: { take: async () => undefined, pause: async () => undefined },
    clock,
    patience: { seconds: 20, wait },
  });

  const patiently = async <T>(work: () => Promise<T>, attempt = 1): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Busy) || attempt === attempts) throw error;
      await wait(Math.min(30, error.retryAfterSeconds ?? 2));
      return patiently(work, attempt + 1);
    }
  };

  const id = await patiently(() => action.find());
  // without its secret the gate could sign nothing; without rules it need not
  await patiently(() => action.put(id, [{ name: "SETTINGS", value: JSON.stringify({ rules: [] }) }], "gate-off"));
  await patiently(() => action.built(id));
  await patiently(() => action.deploy(id, "gate-off"));
  return { calls: action.calls() };
};

/** The tenant that the environment names, or the local one of the data directory. */
export const optionsFrom = (environment: Record<string, string | undefined>): GateOffOptions => {
  const secrets = openFileSecrets({
    dir: join(environment.HABEAS_DATA ?? "./data", "secrets"),
    environment,
    clock: systemClock,
  });
  return {
    issuer: environment.TENANT_ISSUER ?? "http://127.0.0.1:4003/",
    clientId: environment.GATE_CLIENT_ID ?? clientIdOf("Habeas gate"),
    secret: () => secrets.read("tenant-gate-client-secret"),
  };
};
