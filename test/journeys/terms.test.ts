import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { campaignIdOf } from "#kernel/campaign.ts";
import { days, minutes } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { ada } from "#local/seed/named-people.ts";
import { signIn } from "#local/tenant/sign-in.ts";
import { campaignChain } from "#ports/audit/audit.ts";
import { at } from "../support/requests.ts";
import { type Journey, openJourney } from "./journey.ts";

const version = "2027-01";
const campaignId = campaignIdOf("terms", version);
const effectiveAt = at("2026-12-01");
const requiredAt = plus(effectiveAt, days(30));

let journey: Journey;
let lead: string;
beforeEach(async () => {
  journey = await openJourney();
  lead = await signInLead();
});
afterEach(() => journey.close());

const signInLead = () => journey.signInOfficer("lead@example.com");

const publish = async (more: object = {}) => {
  const wish = { version, change: "material", effectiveAt, ...more };
  const rehearsed = await journey.call("POST", "/officer/terms", lead, { ...wish, dryRun: true });
  const { digest, told } = (await rehearsed.json()) as { digest: string; told: number };
  const answer = await journey.call("POST", "/officer/terms", lead, { ...wish, dryRun: false, digest });
  expect(answer.status).toBe(200);
  return told;
};
const detail = async () => {
  const answer = await journey.call("GET", `/officer/terms/${version}`, await signInLead());
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, never> & { mailings: { mailing: string; people: number }[] };
};
const decide = async (what: "stop" | "undo" | "try-again") =>
  (await journey.call("POST", `/officer/terms/${version}/${what}`, await signInLead())).status;
const events = async () =>
  (await journey.system.ports.audit.entries(campaignChain(campaignId))).items.map((e) => e.event);
/** Subjects of what the outbox holds for an address: the mails of a week. */
const mailTo = async (address: string): Promise<string[]> => {
  const subjects: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await journey.system.outbox.list({ limit: 100, cursor });
    subjects.push(...page.items.filter(({ to }) => to === address).map(({ subject }) => subject));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return subjects;
};
/** What the tenant's gate asks for now. */
const asks = async () => (await journey.system.ports.gate.rules())?.map(({ version, mode }) => `${version} ${mode}`);

/** Ada signs in at the shop with a session she has: no page can be shown, so the gate lets her pass or says no. */
const signInSilently = async (): Promise<string> => {
  const { tenant, urls } = journey.system;
  const atPortal = await signIn({
    issuer: tenant.issuer,
    clientId: tenant.clientId("Habeas portal"),
    redirectUri: `${urls.portal}/callback`,
    email: "ada@example.com",
    password: "habeas",
  });
  return signIn({
    issuer: tenant.issuer,
    clientId: tenant.clientId("Shop"),
    redirectUri: "https://shop.example.com/callback",
    email: "ada@example.com",
    prompt: "none",
    cookies: atPortal.cookies,
  }).then(
    () => "token",
    (error: { code?: string }) => error.code ?? "unknown",
  );
};

/** Ada accepts: on record first, then on her account, as the terms page and the gate would do it. */
const adaAccepts = async (): Promise<void> => {
  const { subjects, terms, flags, clock } = journey.system.ports;
  const publication = await terms.findPublication({ document: "terms", version });
  const userId = UserId.parse(ada);
  await terms.record({
    subjectRef: await subjects.refOf(userId),
    kind: "terms",
    document: "terms",
    version,
    answer: "accepted",
    sha256: publication?.hashes.en ?? "",
    locale: "en",
    at: clock.now(),
    how: "gate",
    group: "Username-Password-Authentication",
  });
  await flags.set(userId, { version, acceptedAt: clock.now() }, "test");
};

const windTo = async (moment: Instant) => journey.windTo(moment);

describe("a campaign for new terms", () => {
  test("tells everybody, asks from its date, reminds stragglers only, requires after the grace, and closes", async () => {
    const rehearsed = await publish();
    await journey.windBy(minutes(5));
    expect(await events()).toEqual(expect.arrayContaining(["campaign-opened", "campaign-begun", "notice-told"]));
    const told = (await detail()).mailings[0];
    expect(told).toMatchObject({ mailing: "notice", done: true, undelivered: 0, uncertain: 0, perhapsTwice: 0 });
    expect(told?.people).toBeGreaterThan(100);
    expect(told?.people).toBe(rehearsed);
    expect(await mailTo("ada@example.com")).toHaveLength(1);
    expect(await asks()).toBeUndefined();

    await windTo(plus(effectiveAt, minutes(1)));
    expect(await asks()).toEqual([`${version} soft`]);
    expect(await signInSilently()).toBe("token");

    await adaAccepts();
    await windTo(plus(requiredAt, -days(14) + minutes(10)));
    expect(await detail()).toMatchObject({ status: "asking", accepted: 1 });
    const reminded = (await detail()).mailings.find(({ mailing }) => mailing === "reminder-1");
    expect(reminded).toMatchObject({ done: true, people: (told?.people ?? 0) - 1 });
    // the outbox lets go of mails after a week: the notice is not in it any more
    expect(await mailTo("ada@example.com")).toEqual([]);
    expect(await mailTo("olga@example.com")).toEqual(["Terms of use: please read and answer by 31 December 2026"]);

    await windTo(plus(requiredAt, minutes(1)));
    expect(await asks()).toEqual([`${version} hard`]);
    expect(await detail()).toMatchObject({ status: "closed", requiredAt });
    expect((await detail()).mailings.map(({ mailing }) => mailing)).toEqual(["notice", "reminder-1", "reminder-2"]);
    expect(await signInSilently()).toBe("token");
  });

  test("gives nobody a token who has not accepted when the grace is over, until an officer undoes it (I21)", async () => {
    await publish();
    await windTo(plus(requiredAt, minutes(1)));
    expect(await signInSilently()).toBe("interaction_required");

    expect(await decide("undo")).toBe(200);
    await journey.windBy(60);
    expect(await asks()).toEqual([]);
    expect(await signInSilently()).toBe("token");
    expect(await detail()).toMatchObject({ status: "undone" });
    expect(await decide("undo")).toBe(409);
  });

  test("is stopped while it waits: no reminder, no question, and what was accepted stays (I21)", async () => {
    await publish();
    await windTo(plus(effectiveAt, days(1)));
    await adaAccepts();
    expect(await decide("stop")).toBe(200);
    await journey.windBy(60);
    expect(await asks()).toEqual([]);
    await windTo(plus(requiredAt, days(1)));
    expect(await detail()).toMatchObject({ status: "stopped", accepted: 1 });
    expect((await detail()).mailings.map(({ mailing }) => mailing)).toEqual(["notice"]);
    expect(await decide("stop")).toBe(409);
  });

  test("goes on where it was after the machine was off for a month: one reminder at most, and never the wrong one", async () => {
    await publish();
    await windTo(plus(effectiveAt, days(1)));
    journey.clock.windTo(plus(requiredAt, -days(2)));
    await journey.restart();
    lead = await signInLead();
    await journey.windBy(minutes(10));
    expect((await detail()).mailings.map(({ mailing }) => mailing)).toEqual(["notice", "reminder-2"]);
    expect(await mailTo("ada@example.com")).toHaveLength(1);
  });

  test("leaves no id and no address in any history, log or record of its own (I10)", async () => {
    await publish();
    await windTo(plus(requiredAt, minutes(1)));
    const name = `${campaignId}.1`;
    const history = journey.system.engine.history("terms", name, { limit: 5000 });
    const { items } = await journey.system.ports.audit.entries(campaignChain(campaignId));
    const campaign = await journey.system.ports.campaigns.find(campaignId);
    const text = JSON.stringify([history, items, campaign, journey.lines]);
    expect(text).toContain(campaignId);
    for (const personal of ["@example", "auth0|", "google-oauth2|", "sub_"]) {
      expect(text.replaceAll(campaign?.openedBy ?? "-", ""), personal).not.toContain(personal);
    }
  });

  test("the same publication again changes nothing; another one of the same version is refused", async () => {
    await publish();
    await journey.windBy(minutes(5));
    await publish();
    await journey.windBy(minutes(5));
    expect(await mailTo("ada@example.com")).toHaveLength(1);
    const wish = { version, change: "material", effectiveAt: at("2026-12-02"), dryRun: true };
    expect((await journey.call("POST", "/officer/terms", lead, wish)).status).toBe(409);
  });
});
