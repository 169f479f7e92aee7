import { describe, expect, test } from "vitest";
import type { UserId } from "#kernel/ids.ts";
import type { Notice } from "#ports/notices/notices.ts";
import type { ScheduledTask } from "#ports/schedules/schedules.ts";
import { askForAccessLink, sendAccessLink } from "#requests/access-links.ts";
import { decideClaim } from "#requests/claim.ts";
import { decideConfirmation } from "#requests/confirm.ts";
import { isAccessLink } from "#requests/rights-session.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { anAccount, aPolicy, aRequest, at, someFacts, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

/** A wish for a link, sent on to whoever looks it up among these accounts. */
const scene = async (accounts: Parameters<typeof anAccount>[0][]) => {
  const desk = await openDesk(sqliteInMemory);
  const keys = memoryKeys() as never;
  const [planned, sent, asked] = [[] as [string, string, ScheduledTask][], [] as Notice[], [] as string[]];
  const schedules = {
    once: async (name: string, moment: string, task: ScheduledTask) => void planned.push([name, moment, task]),
    cancel: async () => undefined,
  };
  const ports = {
    clock: desk.clock,
    keys,
    requests: desk.requests,
    subjects: { refOf: async () => subjectRef("z") } as never,
    reader: {
      byEmail: async (address: string) => {
        asked.push(address);
        return accounts.map((account) => anAccount(account));
      },
    } as never,
    notices: {
      send: async (notice: Notice) => {
        sent.push(notice);
        return "sent" as const;
      },
    },
  };
  const ask = askForAccessLink({ clock: desk.clock, keys, schedules });
  const deliver = async () => {
    const task = planned.at(-1)?.[2];
    if (task?.task !== "send-access-link") throw new Error("nothing is planned");
    await sendAccessLink(ports, aPolicy(), "https://privacy.example.com")(task);
  };
  return { desk, keys, planned, sent, asked, ask, deliver };
};

describe("an access link", () => {
  test("is planned for now, with the address sealed (I10)", async () => {
    const { ask, planned, desk } = await scene([]);
    await ask("Ada@example.com");
    const [[name, moment, task] = []] = planned;
    expect(name).toMatch(/^access-link-[0-9a-f]{40}$/);
    expect([moment, task?.task]).toEqual([desk.clock.now(), "send-access-link"]);
    expect(JSON.stringify(planned)).not.toMatch(/\bada\b|example/i);
  });

  test("of one address within 20 minutes has one name, however it is written; another address another", async () => {
    const { ask, planned, desk } = await scene([]);
    for (const address of ["ada@example.com", "ADA@example.com", "ben@example.com"]) await ask(address);
    desk.clock.wind(1200);
    await ask("ada@example.com");
    const names = planned.map(([name]) => name);
    expect([names[0] === names[1], names[0] === names[2], names[0] === names[3]]).toEqual([true, false, false]);
  });

  test("goes to the verified address of the account, names its logins, and works", async () => {
    const { ask, deliver, sent, asked, desk, keys } = await scene([{ locale: "de" }]);
    await ask("ADA@example.com");
    await deliver();
    expect(asked).toEqual(["ADA@example.com"]);
    expect(sent[0]).toMatchObject({ to: "ada@example.com", subject: "Ihr Link zu Ihren Datenschutzrechten" });
    expect(sent[0]?.text).toMatch(/60 Minuten[\s\S]*Users:\nhttps:\/\/privacy\.example\.com\/access\/[\w-]+/);
    const token = /\/access\/([\w-]+)/.exec(sent[0]?.text ?? "")?.[1] ?? "";
    expect(await isAccessLink({ clock: desk.clock, keys })(token)).toBe(true);
    desk.clock.wind(3600);
    expect(await isAccessLink({ clock: desk.clock, keys })(token)).toBe(false);
    const { items } = await desk.audit.entries("day/2026-11-24");
    expect(items).toMatchObject([
      { event: "access-link-sent", actor: "person", facts: { subjectRef: subjectRef("z") } },
    ]);
  });

  test("is one for each account with the address, in one mail, in the first language where none is known", async () => {
    const google = [{ userId: "google-oauth2|1" as UserId, connection: "google-oauth2", social: true }];
    const { ask, deliver, sent } = await scene([{}, { userId: "google-oauth2|1" as UserId, identities: google }]);
    await ask("ada@example.com");
    await deliver();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.subject).toBe("Your link to your privacy rights");
    expect(sent[0]?.text).toMatch(/works once, for 60 minutes[\s\S]*Users:\nhttps[\s\S]*google-oauth2:\nhttps/);
    expect(sent[0]?.key).toMatch(/^access-link\/[0-9a-f]{40}$/);
  });

  test.each([
    ["nobody has it", []],
    ["it is not verified", [{ emailVerified: false }]],
    ["it is another's", [{ email: "other@example.com" }]],
    ["the account has none", [{ email: undefined }]],
  ])("is sent to nobody when %s", async (_when, accounts) => {
    const { ask, deliver, sent } = await scene(accounts);
    await ask("ada@example.com");
    await deliver();
    expect(sent).toEqual([]);
  });
});

describe("a yes by mail", () => {
  const wait = { requestId: aRequest().requestId, name: "confirmation", sealedToken: "t", until: at("2026-12-20") };
  const request = aRequest({ status: "awaiting-identity" });
  const now = at("2026-11-25");

  test("goes on record, and wakes the run that waits for it and no other wait", () => {
    const decision = decideConfirmation(someFacts({ request, waits: [wait, { ...wait, name: "room" }] }), now);
    expect(decision).toMatchObject({ outcome: "confirmed", request: { progress: { confirmedAt: now } } });
    expect(decision.waits).toEqual([{ ...wait, answer: { decision: "confirmed" }, decidedAt: now }]);
    expect(decision.audit).toEqual([
      { event: "identity-confirmed", at: now, actor: "person", facts: { by: "link to the bound address" } },
    ]);
  });

  test("twice is the same as once; to what is over it is refused, and audited", () => {
    const confirmed = { ...request, progress: { confirmedAt: now } };
    expect(decideConfirmation(someFacts({ request: confirmed }), now)).toEqual({ outcome: "confirmed", audit: [] });
    const over = decideConfirmation(someFacts({ request: aRequest({ status: "withdrawn" }) }), now);
    expect(over).toEqual({
      outcome: "already-ended",
      audit: [{ event: "confirmation-refused", at: now, actor: "person", facts: { because: "withdrawn" } }],
    });
  });
});

describe("a claim", () => {
  const [anne, ben] = ["officer:anne", "officer:ben"];
  const now = at("2026-11-25");
  test("is taken, handed on and put back, each on record", () => {
    const taken = decideClaim(someFacts(), { officer: anne, to: anne }, now);
    expect(taken).toMatchObject({ outcome: "claimed", request: { claimedBy: anne } });
    expect(taken.audit).toEqual([
      { event: "request-claimed", at: now, actor: anne, facts: { to: anne, from: "nobody" } },
    ]);
    const handed = decideClaim(someFacts({ request: taken.request ?? aRequest() }), { officer: anne, to: ben }, now);
    expect(handed.audit[0]?.facts).toEqual({ to: ben, from: anne });
    const back = decideClaim(
      someFacts({ request: handed.request ?? aRequest() }),
      { officer: ben, to: undefined },
      now,
    );
    expect([back.request?.claimedBy, back.audit[0]?.facts]).toEqual([undefined, { to: "nobody", from: ben }]);
  });

  test("that is so already changes nothing, and of what is answered there is none", () => {
    const mine = aRequest({ claimedBy: anne });
    expect(decideClaim(someFacts({ request: mine }), { officer: anne, to: anne }, now)).toEqual({
      outcome: "claimed",
      audit: [],
    });
    const over = decideClaim(
      someFacts({ request: aRequest({ status: "refused" }) }),
      { officer: anne, to: undefined },
      now,
    );
    expect(over).toMatchObject({
      outcome: "already-ended",
      audit: [{ event: "claim-refused", facts: { to: "nobody" } }],
    });
    expect(over.request).toBeUndefined();
  });
});
