import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { stillClock, type WoundClock, wind } from "#local/engine/wound-clock.ts";
import { openSystem, type System } from "#local/system.ts";
import { signIn } from "#local/tenant/sign-in.ts";
import { audience } from "#local/trial-tenant.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { jsonLog } from "#runtime/log.ts";
import { at } from "../support/requests.ts";

/** The whole system on a clock that stands still until it is wound, in a folder of its own. */
export interface Journey {
  system: System;
  clock: WoundClock;
  dataDir: string;
  /** Every line that was logged. */
  lines: string[];
  signIn(email: string): Promise<string>;
  /** Signs in at the console, with the second factor. */
  signInOfficer(email: string): Promise<string>;
  call(
    method: string,
    path: string,
    token?: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Signs in afresh and asks for the deletion. */
  askForDeletion(email: string): Promise<{ token: string; requestId: RequestId }>;
  request(requestId: RequestId): Promise<PrivacyRequest>;
  events(requestId: RequestId): Promise<string[]>;
  /** Delivers and works off every event of the tenant's log. */
  settleEvents(): Promise<void>;
  /** Lets time pass, from timer to timer, with the host's minutely tick where it matters. */
  windBy(seconds: number): Promise<void>;
  windTo(moment: Instant): Promise<void>;
  /** Closes it and opens it again on the same folder and clock. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The policy that we ship, but that no officer is asked: for journeys that are about something else. */
const withoutOfficers = (text: string): string => text.replace("approval: when-odd", "approval: never");

/** `policy` bends the text of policy.yaml before it is read. */
export const openJourney = async (
  start: Instant = at("2026-11-23"),
  policy: (text: string) => string = withoutOfficers,
): Promise<Journey> => {
  const dataDir = mkdtempSync(join(tmpdir(), "habeas-journey-"));
  const ours = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8");
  const policyFile = join(dataDir, "policy.yaml");
  writeFileSync(policyFile, policy(ours));
  const clock = stillClock(start);
  const lines: string[] = [];
  const open = (ports = { api: 0, portal: 0, console: 0, tenant: 0 }) =>
    openSystem({
      dataDir,
      policyFile,
      clock,
      ports,
      coolingOffSeconds: 7 * 86_400,
      log: jsonLog({ clock, sink: (line) => lines.push(line) }),
    });

  const journey: Journey = {
    system: await open(),
    clock,
    dataDir,
    lines,
    signIn: async (email) => {
      const { tenant, urls } = journey.system;
      const signedIn = await signIn({
        issuer: tenant.issuer,
        clientId: tenant.clientId("Habeas portal"),
        redirectUri: `${urls.portal}/callback`,
        audience,
        scope: "openid",
        email,
        password: "habeas",
        code: "123456",
      });
      return signedIn.accessToken;
    },
    signInOfficer: async (email) => {
      const { tenant, urls } = journey.system;
      const signedIn = await signIn({
        issuer: tenant.issuer,
        clientId: tenant.clientId("Habeas console"),
        redirectUri: `${urls.console}/callback`,
        audience,
        scope:
          "openid requests:read requests:decide subjects:reveal switch:write audit:read blocks:write terms:publish",
        email,
        password: "habeas",
        code: "123456",
      });
      return signedIn.accessToken;
    },
    call: (method, path, token, body, headers = {}) =>
      fetch(`${journey.system.urls.api}${path}`, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    askForDeletion: async (email) => {
      const token = await journey.signIn(email);
      const answer = await journey.call("POST", "/requests", token, { kind: "deletion" });
      if (answer.status !== 202) throw new Error(`asking answered ${answer.status}: ${await answer.text()}`);
      const { requestId } = (await answer.json()) as { requestId: RequestId };
      return { token, requestId };
    },
    request: async (requestId) => {
      const request = await journey.system.ports.requests.find(requestId);
      if (request === undefined) throw new Error(`there is no request ${requestId}`);
      return request;
    },
    events: async (requestId) => {
      const { items } = await journey.system.ports.audit.entries(requestChain(requestId));
      return items.map(({ event }) => event);
    },
    settleEvents: async () => {
      await journey.system.tenant.streams.settle();
      await journey.system.eventDoor.drain();
    },
    windBy: (seconds) => journey.windTo(plus(clock.now(), seconds)),
    windTo: async (moment) => {
      await wind(journey.system.engine, clock, moment);
      await journey.system.timetable.tick();
      await journey.system.engine.settle();
    },
    restart: async () => {
      const portOf = (url: string): number => Number(new URL(url).port);
      const { urls } = journey.system;
      await journey.system.close();
      journey.system = await open({
        api: portOf(urls.api),
        portal: portOf(urls.portal),
        console: portOf(urls.console),
        tenant: portOf(urls.tenant),
      });
    },
    close: async () => {
      await journey.system.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return journey;
};
