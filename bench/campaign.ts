import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { campaignPeople } from "../test/support/campaign-people.ts";
import { factsOf, openPeopleTenant } from "../test/support/people-tenant.ts";
import type { Measure } from "./bench.ts";
import { startChild } from "./child.ts";

const sizes = [1000, 10_000, 100_000];

/** US dollars, AWS eu-central-1 on demand: Step Functions by transition, Lambda by GB and second, DynamoDB by request unit, KMS and SES by call. */
const prices = { transition: 25e-6, gbSecond: 13.3e-6, write: 0.76e-6, read: 0.15e-6, keyUse: 3e-6, mail: 100e-6 };
/** What a worker of 256 MB needs for 25 people with a mail service that answers in 50 ms. */
const waveSeconds = 0.2;

interface Said {
  auth0Calls: number;
  exportCalls: number;
  mails: number;
  /** How often somebody was looked up by their id: each is one use of the key under which ids are hashed. */
  lookUps: number;
  reminded: number;
  reminderSeconds: number;
  transitions: number;
  runs: number;
  /** Events in the history of the campaign's longest run. */
  longestHistory: number;
  idleRssMb: number;
  peakRssMb: number;
}

/**
 * In DynamoDB's units. A wave of 25 takes up and reports on its places (two transactions of a put and a check, two rows read before each),
 * takes room at the pacer (one read, one put), and opens one page of its shard (5 KB). Each person was written to such a page in a
 * transaction, and removed from it: 0.2 units each. Who is looked up is one read.
 */
const dollarsOf = ({ mails, lookUps, transitions }: Said): { mail: number; rest: number } => {
  const waves = lookUps / 25;
  const writes = waves * (2 * 4 + 2) + lookUps * 0.4;
  const reads = waves * (2 * 2 + 1 + 2) + lookUps;
  const lambda = waves * waveSeconds * 0.25 * prices.gbSecond;
  const units = writes * prices.write + reads * prices.read + lookUps * prices.keyUse;
  return { mail: mails * prices.mail, rest: units + lambda + transitions * prices.transition };
};

/** A tenant with so many people, of whom four in ten have accepted by the flag, and a hundred more in our records alone. */
const measure = async (people: number): Promise<Said> => {
  const dataDir = mkdtempSync(join(tmpdir(), "habeas-bench-"));
  const users = campaignPeople(people);
  const acceptedHere = users
    .filter((_, place) => place % 10 === 5)
    .slice(0, 100)
    .map((user) => user.user_id);
  const tenant = await openPeopleTenant(users);
  try {
    const given = { dataDir, tenant: factsOf(tenant), acceptedHere };
    const child = await startChild("campaign-child.ts", JSON.stringify(given));
    await child.stop();
    return child.ready as Said;
  } finally {
    await tenant.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Whole campaigns of three sizes. */
export const campaignMeasures = async (say: (line: string) => void): Promise<Measure[]> => {
  const measures: Measure[] = [];
  for (const people of sizes) {
    say(`a campaign over ${people} people`);
    const said = await measure(people);
    const { mail, rest } = dollarsOf(said);
    const perMillion = 1_000_000 / people;
    measures.push(
      { metric: `auth0_calls_default_mode ${people}`, value: said.auth0Calls, unit: "", goal: "<= 10" },
      { metric: `export_calls ${people}`, value: said.exportCalls, unit: "" },
      { metric: `people_per_second ${people}`, value: people / said.reminderSeconds, unit: "1/s" },
      { metric: `usd_per_million ${people}`, value: (mail + rest) * perMillion, unit: "USD" },
      { metric: `usd_per_million_without_mail ${people}`, value: rest * perMillion, unit: "USD" },
      { metric: `runs ${people}`, value: said.runs, unit: "" },
      { metric: `longest_history ${people}`, value: said.longestHistory, unit: "events", goal: "<= 25000" },
      { metric: `peak_rss_mb ${people}`, value: said.peakRssMb, unit: "MB", baseline: said.idleRssMb },
    );
  }
  return measures;
};
