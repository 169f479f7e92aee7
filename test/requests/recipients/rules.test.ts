import { describe, expect, test } from "vitest";
import { plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { RecipientName, type RecipientTask, RecipientTaskId } from "#kernel/recipient.ts";
import { decideAnswer } from "#requests/recipients/decide-answer.ts";
import { NotListed, recipientWait } from "#requests/recipients/question.ts";
import { decideAsked, decideAsking, decideListing, decideSettling, decideTrouble } from "#requests/recipients/rules.ts";
import { aPolicy, aRequest, at, requestId, someFacts } from "../../support/requests.ts";

const now = at("2026-11-23");
const newsletter = RecipientName.parse("newsletter");
const taskId = RecipientTaskId.parse(`rt_${"1".repeat(32)}`);
const question = { verb: "export", recipient: newsletter } as const;

const policy: Policy = {
  ...aPolicy(),
  recipients: {
    [newsletter]: {
      kind: "http",
      url: "https://news.example.com/habeas",
      holds: ["e-mail address"],
      purpose: "newsletter",
      region: "EU",
      needsAccount: true,
      answerWithin: 864_000,
    },
  },
};

const aTask = (more: Partial<RecipientTask> = {}): RecipientTask => ({
  taskId,
  requestId: requestId(),
  recipient: newsletter,
  verb: "export",
  kind: "http",
  status: "listed",
  holds: ["e-mail address"],
  purpose: "newsletter",
  region: "EU",
  needsAccount: true,
  listedAt: now,
  answerBy: plus(now, 864_000),
  tries: 0,
  ...more,
});
const facts = (task: Partial<RecipientTask> = {}, more: Parameters<typeof someFacts>[0] = {}) =>
  someFacts({ recipients: [aTask(task)], ...more });
const done = { answer: "done", counts: { records: 3 } } as const;

describe("the list of recipients", () => {
  test("has everybody of the policy, once, with what policy says of them now", () => {
    const { outcome, recipients, audit } = decideListing(someFacts(), "export", policy, () => taskId, now);
    expect([outcome, recipients]).toEqual([[newsletter], [aTask()]]);
    expect(audit).toMatchObject([{ event: "recipients-listed", facts: { verb: "export", recipients: [newsletter] } }]);
    const again = decideListing(facts({ tries: 2 }), "export", policy, () => taskId, now);
    expect(again).toEqual({ outcome: [newsletter], audit: [] });
  });

  test("names only those who have not answered", () => {
    expect(decideListing(facts({ status: "done" }), "export", policy, () => taskId, now).outcome).toEqual([]);
    expect(decideListing(facts({ status: "unanswered" }), "export", policy, () => taskId, now).outcome).toHaveLength(1);
  });

  test("keeps whoever was taken out of the policy meanwhile", () => {
    expect(decideListing(facts(), "export", aPolicy(), () => taskId, now).outcome).toEqual([newsletter]);
  });
});

describe("asking a recipient", () => {
  test("is intended on record before anything is sent, and counted", () => {
    const { outcome, recipients, audit } = decideAsking(facts({ tries: 1 }), question, undefined, now);
    expect(outcome).toMatchObject({ next: "ask", again: true });
    expect(recipients).toEqual([aTask({ tries: 2 })]);
    expect(audit).toMatchObject([{ event: "recipient-asking-intended", facts: { task: taskId, tries: 2 } }]);
  });

  test("is not done again once it knows", () => {
    expect(decideAsking(facts({ status: "asked", askedAt: now }), question, undefined, now).outcome.next).toBe("wait");
    expect(decideAsking(facts({ status: "refused" }), question, undefined, now).outcome.next).toBe("settled");
  });

  test("ends with the recipient's time, or when the story says", () => {
    const late = plus(now, 864_000);
    expect(decideAsking(facts(), question, undefined, late).outcome.next).toBe("settled");
    expect(decideAsking(facts(), question, plus(late, 60), late).outcome.next).toBe("ask");
    expect(decideAsking(facts(), question, now, now).outcome.next).toBe("settled");
  });

  test("is left out for a request that was taken back; lifting a restriction is not", () => {
    const request = aRequest({ status: "withdrawn" });
    expect(decideAsking(facts({}, { request }), question, undefined, now).outcome.next).toBe("settled");
    const lift = { verb: "lift", recipient: newsletter } as const;
    expect(decideAsking(facts({ verb: "lift" }, { request }), lift, undefined, now).outcome.next).toBe("ask");
  });

  test("to erase needs the fence behind it and the switch on (I4, I13)", () => {
    const erase = { verb: "erase", recipient: newsletter } as const;
    const ask = (more: Parameters<typeof someFacts>[0]) => () =>
      decideAsking(facts({ verb: "erase" }, more), erase, undefined, now);
    expect(ask({})).toThrow(expect.objectContaining({ name: "FenceNotPassed" }));
    const request = aRequest({ pointOfNoReturnAt: now });
    expect(ask({ request, killSwitch: { off: true } })).toThrow(expect.objectContaining({ name: "SwitchedOff" }));
    expect(ask({ request })().outcome.next).toBe("ask");
  });

  test("of somebody who is on no list is a bug", () => {
    expect(() => decideAsking(someFacts(), question, undefined, now)).toThrow(NotListed);
  });

  test("keeps on record what is in the way, until it is not", () => {
    const troubled = decideTrouble(facts(), question, "503", now).recipients?.[0];
    expect(troubled?.trouble).toEqual({ at: now, what: "503" });
    expect(decideAsked(facts(troubled), question, now).recipients).toEqual([aTask({ status: "asked", askedAt: now })]);
  });
});

describe("an answer", () => {
  const wait = {
    requestId: requestId(),
    name: recipientWait(question),
    sealedToken: "sealed",
    until: plus(now, 60),
  };

  test("goes on record with its counts, and wakes the run that waits for it and no other", () => {
    const other = { ...wait, name: "recipient:export:crm" };
    const asked = facts({ status: "asked", askedAt: now }, { waits: [wait, other] });
    const decision = decideAnswer(asked, question, { answer: done, by: "recipient" }, plus(now, 60));
    expect(decision.outcome).toBe("recorded");
    expect(decision.recipients).toEqual([
      aTask({
        status: "done",
        counts: { records: 3 },
        askedAt: now,
        answeredAt: plus(now, 60),
        answeredBy: "recipient",
      }),
    ]);
    expect(decision.waits).toMatchObject([{ name: wait.name, answer: { status: "done" } }]);
    expect(decision.audit).toMatchObject([
      { event: "recipient-answered", actor: "recipient", facts: { answer: "done", counts: ["records 3"] } },
    ]);
  });

  test("that comes again changes nothing, and another one is refused and on record (I16)", () => {
    const answered = facts({ status: "done", counts: { records: 3 } });
    expect(decideAnswer(answered, question, { answer: done, by: "recipient" }, now)).toEqual({
      outcome: "already",
      audit: [],
    });
    const other = { answer: "refused", ground: "legal-duty" } as const;
    const { outcome, recipients, audit } = decideAnswer(answered, question, { answer: other, by: "recipient" }, now);
    expect([outcome, recipients, audit[0]?.event]).toEqual(["different", undefined, "recipient-answer-refused"]);
  });

  test("counts however late it comes, and says that it was late", () => {
    const decision = decideAnswer(
      facts({ status: "unanswered" }),
      question,
      { answer: done, by: "recipient" },
      plus(now, 9e6),
    );
    expect(decision.recipients).toMatchObject([{ status: "done", late: true }]);
  });
});

describe("the end of a wait", () => {
  test("without an answer is on record; what is answered stays", () => {
    const { outcome, audit } = decideSettling(facts({ tries: 8 }), question, { timeOver: true }, now);
    expect(outcome.status).toBe("unanswered");
    expect(audit).toMatchObject([{ event: "recipient-unanswered", facts: { tries: 8, reached: false } }]);
    expect(decideSettling(facts({ status: "done" }), question, { timeOver: true }, now).outcome.status).toBe("done");
  });

  test("that somebody else's decision has ended leaves the question open", () => {
    const asked = facts({ status: "asked" });
    expect(decideSettling(asked, question, {}, now)).toMatchObject({ outcome: { status: "asked" }, audit: [] });
    expect(decideSettling(asked, question, { until: now }, now).outcome.status).toBe("unanswered");
  });
});
