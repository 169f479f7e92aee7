import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { remindOfHold } from "#requests/hold-review.ts";
import { aHold, aPlan } from "../../support/requests.ts";
import { type Desk, digest, inReview, leadsRights, officersRights, openOfficersDesk } from "./desk.ts";

let desk: Desk;
let olivia: string;
let oskar: string;
beforeEach(() => {
  desk = openOfficersDesk();
  olivia = desk.signInOfficer("olivia", officersRights);
  oskar = desk.signInOfficer("oskar", officersRights);
});
afterEach(() => desk.close());

const act = (as: string, requestId: RequestId, what: string, body: object = {}) =>
  desk.call("POST", `/officer/requests/${requestId}/${what}`, { as, body });
const actionsOf = (json: { actions: { action: string; allowed: boolean; why?: string }[] }, name: string) =>
  json.actions.find(({ action }) => action === name);

describe("approving", () => {
  test("needs two different officers where the plan says so, and shows who was first (I12)", async () => {
    const requestId = await desk.given("ben", inReview(2));
    const first = await act(olivia, requestId, "approve", { planDigest: digest });
    expect(first.json.approvals).toEqual([{ by: "me", at: desk.clock.now(), counts: true }]);
    expect(actionsOf(first.json, "approve")).toMatchObject({
      allowed: false,
      why: "You have approved it. Another officer must as well.",
    });
    const second = await act(oskar, requestId, "approve", { planDigest: digest });
    expect(second.json.approvals.map(({ counts }: { counts: boolean }) => counts)).toEqual([true, true]);
    expect(await desk.events(requestId)).toEqual(["request-received", "plan-approved", "plan-approved"]);
  });

  test("a plan that is not the present one is refused, and audited", async () => {
    const requestId = await desk.given("ben", inReview(1));
    const answer = await act(olivia, requestId, "approve", { planDigest: "0".repeat(64) });
    expect([answer.statusCode, answer.json.type]).toEqual([409, "https://habeas.dev/problems/plan-changed"]);
    expect(await desk.events(requestId)).toContain("approval-refused");
  });

  test("many at once is rehearsed first, decides each by itself, and none of another shape", async () => {
    const ids = [await desk.given("ben", inReview(1)), await desk.given("carl", inReview(2)), await desk.given("dora")];
    const requests = ids.map((requestId) => ({ requestId, planDigest: digest }));
    const body = { shape: aPlan().shape, requests };
    const ask = (dryRun: boolean) => desk.call("POST", "/officer/approvals", { as: olivia, body: { ...body, dryRun } });
    const rehearsed = (await ask(true)).json;
    expect(rehearsed.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "approved",
      "one-more-needed",
      "other-shape",
    ]);
    expect((await desk.ports.requests.find(ids[0] as RequestId))?.approvals).toBeUndefined();
    expect((await ask(false)).json).toEqual({ ...rehearsed, dryRun: false });
    expect((await desk.ports.requests.find(ids[0] as RequestId))?.approvals).toHaveLength(1);
  });
});

describe("refusing", () => {
  test("names the field that is missing when a ground needs its law", async () => {
    const requestId = await desk.given("ben");
    const answer = await act(olivia, requestId, "refuse", { ground: "legal-duty" });
    expect([answer.statusCode, answer.json.errors[0].pointer]).toEqual([422, "/law"]);
    const refused = await act(olivia, requestId, "refuse", { ground: "legal-duty", law: "§ 147 AO" });
    expect(refused.json.refusal).toMatchObject({ ground: "legal-duty", law: "§ 147 AO", by: "me" });
  });

  test.each(["-1+1", "+49", "=cmd", "@x", "a\nb", "a\u202eb", "x".repeat(101), ""])(
    "takes no law such as %j",
    async (law) => {
      const requestId = await desk.given("ben", inReview(1));
      const answer = await act(olivia, requestId, "refuse", { ground: "legal-duty", law });
      expect([answer.statusCode, answer.json.errors[0].pointer]).toEqual([422, "/law"]);
    },
  );

  test("takes no words that could be a person's", async () => {
    const requestId = await desk.given("ben");
    const answer = await act(olivia, requestId, "refuse", { ground: "legal-duty", law: "ben@example.com <x>" });
    expect(answer.statusCode).toBe(422);
  });
});

describe("holds", () => {
  const hold = () => ({ ground: "legal-claims", reference: "M-9", reviewAt: plus(desk.clock.now(), 86_400) });

  test("are placed by one officer and released by two, and a held request goes on (I4, I12)", async () => {
    const requestId = await desk.given("ben", { status: "held" });
    const placed = await act(olivia, requestId, "holds", hold());
    const [{ holdId }] = placed.json.holds;
    expect(desk.planned).toEqual([`review-hold-${holdId}`]);
    const release = (as: string) => desk.call("DELETE", `/officer/requests/${requestId}/holds/${holdId}`, { as });
    const asked = await release(olivia);
    expect(asked.json.holds).toMatchObject([{ holdId, releaseAskedBy: "me" }]);
    expect((await release(olivia)).json.holds).toHaveLength(1);
    const released = await release(oskar);
    expect([released.json.holds, released.json.attempt, released.json.status]).toEqual([[], 2, "received"]);
    expect(desk.planned).toEqual([]);
    expect(desk.started).toContain(`${requestId}.2`);
  });

  test.each([-1, 0, 367 * 86_400])("have a review within a year: not %i seconds from now", async (seconds) => {
    const requestId = await desk.given("ben");
    const reviewAt = plus(desk.clock.now(), seconds);
    const answer = await act(olivia, requestId, "holds", { ...hold(), reviewAt });
    expect([answer.statusCode, answer.json.errors[0].pointer]).toEqual([422, "/reviewAt"]);
  });

  test("are kept until another review, which ends a wish to release them and gives the officer's eye its due", async () => {
    const requestId = await desk.given("ben", { status: "held" });
    const [{ holdId }] = (await act(olivia, requestId, "holds", hold())).json.holds;
    await act(olivia, requestId, "answer-hold");
    await desk.call("DELETE", `/officer/requests/${requestId}/holds/${holdId}`, { as: oskar });
    await remindOfHold(desk.ports)(await desk.subjectOf("ben"), holdId);
    expect((await desk.ports.requests.find(requestId))?.attention).toMatchObject({ error: "HoldReviewDue" });
    const reviewAt = plus(desk.clock.now(), 60 * 86_400);
    const kept = await act(olivia, requestId, `holds/${holdId}/review`, { reviewAt });
    expect(kept.json).toMatchObject({ status: "held", holds: [{ holdId, reviewAt }] });
    expect([kept.json.attention, kept.json.holds[0].releaseAskedBy]).toEqual([undefined, undefined]);
    // planned anew under the same name, which takes the first one's place
    expect(new Set(desk.planned)).toEqual(new Set([`review-hold-${holdId}`]));
    const own = await desk.call("GET", `/requests/${requestId}`, { as: desk.signIn("ben") });
    expect(own.json).toMatchObject({ status: "held", heldUntilReview: reviewAt });
    const never = await act(olivia, requestId, `holds/${holdId}/review`, { reviewAt: plus(reviewAt, 366 * 86_400) });
    expect(never.statusCode).toBe(422);
  });

  test("come too late past the point of no return (I4)", async () => {
    const requestId = await desk.given("ben", { status: "running" });
    const ref = await desk.subjectOf("ben");
    await desk.ports.requests.changeSubject(ref, (subject) => ({
      outcome: undefined,
      subject: { ...subject, pointOfNoReturn: { requestId, at: desk.clock.now() } },
      audit: [],
    }));
    const answer = await act(olivia, requestId, "holds", hold());
    expect([answer.statusCode, answer.json.type]).toEqual([409, "https://habeas.dev/problems/past-point-of-no-return"]);
  });

  test("are answered to the person once, in a letter that says when we look again", async () => {
    const requestId = await desk.given("ben", { status: "held" });
    await desk.ports.requests.changeSubject(await desk.subjectOf("ben"), (subject) => ({
      outcome: undefined,
      subject: { ...subject, holds: [aHold()] },
      audit: [],
    }));
    for (const _time of ["once", "twice"]) expect((await act(olivia, requestId, "answer-hold")).statusCode).toBe(200);
    expect(desk.sent.map(({ to, subject }) => [to, subject])).toEqual([
      ["ben@example.com", "We may not delete your account yet"],
    ]);
    expect(desk.sent[0]?.text).toMatch(/10 December 2026[\s\S]*court/);
  });
});

describe("the person behind a request", () => {
  test("is shown after the look is on record, and never to who has no right to", async () => {
    const requestId = await desk.given("ben");
    const auditor = desk.signInOfficer("audrey", ["requests:read", "audit:read"]);
    expect((await act(auditor, requestId, "reveal", { because: "contact" })).statusCode).toBe(403);
    const { json } = await act(olivia, requestId, "reveal", { because: "contact" });
    expect(json).toMatchObject({ userId: "auth0|ben", address: "ben@example.com" });
    expect(await desk.events(requestId)).toEqual(["request-received", "attempt-refused", "person-revealed"]);
  });

  test("is in no other answer of the door (I10)", async () => {
    const requestId = await desk.given("ben", inReview(1));
    for (const path of ["", "/audit", "/run"]) {
      const { body } = await desk.call("GET", `/officer/requests/${requestId}${path}`, { as: olivia });
      expect(body).not.toMatch(/ben|auth0\|/);
    }
    expect((await desk.call("GET", "/officer/requests", { as: olivia })).body).not.toMatch(/ben|auth0\|/);
  });
});

describe("the switch", () => {
  test("is turned by who may, is audited, and says since when", async () => {
    const lead = desk.signInOfficer("lea", leadsRights);
    const turn = (off: boolean) => desk.call("PUT", "/officer/kill-switch", { as: lead, body: { off } });
    expect((await turn(true)).json).toEqual({ off: true, since: desk.clock.now() });
    expect((await desk.call("GET", "/officer/kill-switch", { as: olivia })).json).toEqual({
      off: true,
      since: desk.clock.now(),
    });
    expect((await turn(false)).json.off).toBe(false);
    const day = await desk.ports.audit.entries(`day/${desk.clock.now().slice(0, 10)}`);
    expect(day.items.map(({ event }) => event)).toEqual([
      "destructive-work-switched-off",
      "destructive-work-switched-on",
    ]);
  });
});
