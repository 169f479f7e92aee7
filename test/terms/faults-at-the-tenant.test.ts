import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generatedPeople } from "#local/seed/generated-people.ts";
import type { Tenant } from "#local/tenant/tenant.ts";
import { auth0Gate } from "#ports/gate/auth0-gate.ts";
import { auth0Listing } from "#ports/listing/auth0-listing.ts";
import { openPeopleTenant } from "../support/people-tenant.ts";
import { noPause } from "../support/records-host.ts";
import { openWorld, people, requiredAt } from "./world.ts";

// A whole campaign against a tenant that answers by HTTP, each of its calls failing in every way in which a call over a network can.

let tenant: Tenant;
beforeAll(async () => {
  const reachable = generatedPeople(20).filter(({ email_verified }) => email_verified === true);
  tenant = await openPeopleTenant(reachable.slice(0, people.length));
});
afterAll(() => tenant.close());

type Fetch = typeof fetch;
/** What becomes of one call: `perform` lets it reach the tenant. */
type Befalls = (perform: () => Promise<Response>) => Promise<Response>;

const timeout = () => new DOMException("no answer", "TimeoutError");
const status = (code: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ statusCode: code, error: "no", message: "no" }), { status: code, headers });
/** A body that ends in the middle, or never. */
const body = (pull: (controller: ReadableStreamDefaultController<Uint8Array>) => void) =>
  new Response(new ReadableStream({ pull }), { headers: { "content-type": "application/json" } });

const faults: Record<string, { befalls: Befalls; times?: number }> = {
  "F3: a timeout before the effect": { befalls: () => Promise.reject(timeout()) },
  "F4: a timeout after the effect": { befalls: (perform) => perform().then(() => Promise.reject(timeout())) },
  "F5: a rate limit, once": { befalls: async () => status(429, { "retry-after": "2" }) },
  "F5: a rate limit, ten times": { befalls: async () => status(429, { "retry-after": "2" }), times: 10 },
  "F6: 500 after the effect": { befalls: (perform) => perform().then(() => status(500)) },
  "F6: 503 before the effect, four times": { befalls: async () => status(503), times: 4 },
  "F7: a body that is cut": {
    befalls: async (perform) => {
      const whole = new Uint8Array(await (await perform()).arrayBuffer());
      let isHalf = false;
      return body((controller) => {
        if (isHalf) controller.error(new TypeError("terminated"));
        else controller.enqueue(whole.subarray(0, Math.floor(whole.length / 2)));
        isHalf = true;
      });
    },
  },
  "F7: an empty body": { befalls: (perform) => perform().then(() => new Response("")) },
  "F7: a body of another type": { befalls: (perform) => perform().then(() => Response.json([{ id: 7, status: [] }])) },
  "F7: a body without an end": {
    befalls: (perform) =>
      perform().then(() => body((controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(65)))),
  },
};

/** A campaign whose n-th call to the tenant fails, and the tenant's own view of the gate. */
const play = async (nth: number, { befalls, times = 1 }: { befalls: Befalls; times?: number }) => {
  let [calls, left] = [0, times];
  let [put, deployed] = ["", ""];
  const perform: Fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const path = new URL(String(input)).pathname;
    if (init?.method === "PATCH" && answer.ok) put = String(init.body);
    if (path.endsWith("/deploy") && answer.ok) deployed = put;
    return answer;
  };
  const faulty: Fetch = async (input, init) => {
    calls += 1;
    if (calls < nth || left === 0) return perform(input, init);
    left -= 1;
    return befalls(() => perform(input, init));
  };
  const world = openWorld({
    tenant: (records, clock) => {
      const access = {
        baseUrl: `${tenant.issuer}api/v2`,
        tokens: {
          get: () => tenant.managementToken(["read:users", "read:actions", "update:actions", "create:actions"]),
          drop: () => undefined,
        },
        pacer: { take: async () => undefined, pause: async () => undefined },
        ...{ clock, fetch: faulty },
      };
      const settings = { page: "http://127.0.0.1:9/terms/page", flag: "habeas_terms", neverGate: ["officer"] };
      return {
        listing: auth0Listing({ ...access, flag: "habeas_terms" }),
        gate: auth0Gate({ access, records, settings, sessionSecret: async () => "s".repeat(32), pause: noPause }),
      };
    },
  });
  const campaignId = await world.begin();
  await world.windTo(requiredAt);
  await world.windTo(requiredAt.replace("2026-12", "2027-01") as typeof requiredAt);
  const campaign = await world.whole.campaigns.find(campaignId);
  await world.close();
  return { campaign, sent: world.sent, deployed, calls };
};

describe.each(Object.entries(faults))("a whole campaign, with %s", (_name, fault) => {
  test("at each call to the tenant in turn, comes to the same end: everybody is mailed once, and the gate is hard (I2, I17, I19)", {
    timeout: 120_000,
  }, async () => {
    for (let nth = 1; ; nth += 1) {
      const when = `call ${nth}`;
      const { campaign, sent, deployed, calls } = await play(nth, fault);
      expect(campaign, when).toMatchObject({ status: "closed", attempt: 1, unstarted: false });
      expect(campaign?.attention, when).toBeUndefined();
      for (const mailing of ["notice", "reminder-1", "reminder-2"]) {
        const mails = sent.filter((key) => key.includes(`/${mailing}/`));
        expect([mails.length, new Set(mails).size], `${when}, ${mailing}`).toEqual([people.length, people.length]);
      }
      expect(deployed, when).toContain('\\"mode\\":\\"hard\\"');
      if (calls < nth) return;
    }
  });
});
