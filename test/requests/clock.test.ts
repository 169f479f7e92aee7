import { describe, expect, test } from "vitest";
import { decideExtension, extendDeadline } from "#requests/extend.ts";
import { decideResumption, decideSuspension, dueAtSuspended, isSuspended, suspendClock } from "#requests/suspend.ts";
import { undeliveredNotices } from "#requests/tell.ts";
import { accepted, received } from "../support/acceptances.ts";
import { aPolicy, aRequest, at, someFacts, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

const officer = `officer:${subjectRef("x")}`;
const policy = aPolicy();
const dueAt = at("2026-12-23T22:59:59.999Z");
const now = at("2026-12-10");
const extension = { officer, because: "complexity" as const };

describe("two months more (Article 12(3))", () => {
  test("are counted from receipt, and go on record with their reason", () => {
    const decision = decideExtension(someFacts({ request: aRequest({ dueAt }) }), extension, policy, now);
    expect(decision.outcome).toBe("extended");
    expect(decision.request).toMatchObject({
      dueAt: "2027-02-23T22:59:59.999Z",
      extension: { at: now, because: "complexity", by: officer },
    });
    expect(decision.audit).toEqual([
      {
        event: "deadline-extended",
        at: now,
        actor: officer,
        facts: { because: "complexity", from: dueAt, to: "2027-02-23T22:59:59.999Z", toldBy: "mail" },
      },
    ]);
  });

  test.each([
    ["after the first month", aRequest({ dueAt: at("2026-12-09") }), "too-late"],
    ["a second time", aRequest({ dueAt, extension: { at: now, because: "number", by: officer } }), "already-extended"],
    ["of an answered request", aRequest({ dueAt, status: "fulfilled" }), "already-ended"],
  ])("are not given %s, and the attempt is audited", (_when, request, outcome) => {
    const decision = decideExtension(someFacts({ request }), extension, policy, now);
    expect([decision.outcome, decision.request]).toEqual([outcome, undefined]);
    expect(decision.audit).toMatchObject([{ event: "extension-refused", facts: { because: outcome } }]);
  });
});

/** A desk with one request, whose person has an address or not; what is mailed is kept. */
const scene = async (known: string | undefined) => {
  let address = known;
  const desk = await openDesk(sqliteInMemory);
  const request = await accepted(desk.requests, received(subjectRef(), desk.clock.now()));
  const mails: string[] = [];
  const ports = {
    clock: desk.clock,
    requests: desk.requests,
    subjects: {
      boundIdentity: async () => ({ userId: "auth0|ada", createdAt: now, identities: [], address, locale: "de" }),
    } as never,
    notices: {
      send: async ({ subject }: { subject: string }) => {
        mails.push(subject);
        return "sent" as const;
      },
    },
  };
  const verify = (verified: string): void => {
    address = verified;
  };
  return { desk, ports, mails, requestId: request.requestId, verify };
};

describe("an officer extends", () => {
  test("with a second notice when the first reached nobody", async () => {
    const { ports, mails, requestId, verify } = await scene(undefined);
    expect(await extendDeadline(ports, policy)(requestId, extension)).toBe("not-told");
    verify("ada@example.com");
    expect(await extendDeadline(ports, policy)(requestId, extension)).toBe("extended");
    expect(mails).toEqual(["Wir brauchen länger für Ihre Anfrage"]);
  });

  test("and the person is told why before the date moves", async () => {
    const { ports, mails, requestId, desk } = await scene("ada@example.com");
    expect(await extendDeadline(ports, policy)(requestId, extension)).toBe("extended");
    expect(mails).toEqual(["Wir brauchen länger für Ihre Anfrage"]);
    const events = await desk.events(requestId);
    expect(events.indexOf("extension-told")).toBeLessThan(events.indexOf("deadline-extended"));
  });

  test("nothing where nobody can be told, unless it is said how they were told", async () => {
    const { ports, mails, requestId, desk } = await scene(undefined);
    expect(await extendDeadline(ports, policy)(requestId, extension)).toBe("not-told");
    expect((await desk.requests.find(requestId))?.extension).toBeUndefined();
    expect(await extendDeadline(ports, policy)(requestId, { ...extension, toldBy: "letter" })).toBe("extended");
    expect([mails, (await desk.requests.find(requestId))?.extension?.because]).toEqual([[], "complexity"]);
  });
});

describe("the clock", () => {
  const suspension = { officer, because: "identity" as const };

  test("stands still while we wait, and both dates are kept", () => {
    const first = decideSuspension(someFacts({ request: aRequest({ dueAt }) }), suspension, at("2026-12-01"));
    const suspended = first.request ?? aRequest();
    expect([first.outcome, isSuspended(suspended), suspended.dueAt]).toEqual(["suspended", true, dueAt]);
    expect(dueAtSuspended(suspended, policy, at("2026-12-06"))).toBe("2026-12-28T22:59:59.999Z");
    const second = decideResumption(someFacts({ request: suspended }), suspension, at("2026-12-06"));
    const resumed = second.request ?? aRequest();
    expect([second.outcome, isSuspended(resumed)]).toEqual(["resumed", false]);
    expect(dueAtSuspended(resumed, policy, at("2027-01-01"))).toBe("2026-12-28T22:59:59.999Z");
  });

  test("that never stood has one date only", () => {
    expect(dueAtSuspended(aRequest({ dueAt }), policy, now)).toBeUndefined();
  });

  test("stands and goes on once, however often it is said", () => {
    const suspended = decideSuspension(someFacts(), suspension, now).request ?? aRequest();
    expect(decideSuspension(someFacts({ request: suspended }), suspension, now)).toEqual({
      outcome: "suspended",
      audit: [],
    });
    expect(decideResumption(someFacts(), suspension, now)).toEqual({ outcome: "resumed", audit: [] });
  });

  test.each([decideSuspension, decideResumption])("has nothing to do with an answered request", (decide) => {
    const decision = decide(someFacts({ request: aRequest({ status: "refused" }) }), suspension, now);
    expect(decision).toMatchObject({ outcome: "already-ended", audit: [{ event: "clock-refused" }] });
  });

  test("does not stand still for a question that reached nobody", async () => {
    const { ports, requestId, desk } = await scene(undefined);
    expect(await suspendClock(ports, policy)(requestId, suspension)).toBe("not-told");
    expect((await desk.requests.find(requestId))?.suspensions).toBeUndefined();
  });

  test("asks again when the first question reached nobody, and stands still then", async () => {
    const { ports, mails, requestId, desk, verify } = await scene(undefined);
    for (const _ of ["first", "second"])
      expect(await suspendClock(ports, policy)(requestId, suspension)).toBe("not-told");
    verify("ada@example.com");
    expect(await suspendClock(ports, policy)(requestId, suspension)).toBe("suspended");
    expect(await suspendClock(ports, policy)(requestId, suspension)).toBe("suspended");
    expect(mails).toEqual(["Wir haben eine Frage zu Ihrer Anfrage"]);
    expect(undeliveredNotices((await desk.requests.find(requestId)) ?? aRequest())).toEqual([
      "question-1",
      "question-1-2",
    ]);
  });

  test("stands still once the person was asked, in their language", async () => {
    const { ports, mails, requestId, desk } = await scene("ada@example.com");
    expect(await suspendClock(ports, policy)(requestId, suspension)).toBe("suspended");
    expect(mails).toEqual(["Wir haben eine Frage zu Ihrer Anfrage"]);
    expect((await desk.requests.find(requestId))?.suspensions).toMatchObject([{ because: "identity", by: officer }]);
  });
});
