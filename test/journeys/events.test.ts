import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RequestId, UserId } from "#kernel/ids.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { call } from "../support/tenant.ts";
import { type Journey, openJourney } from "./journey.ts";

// Auth0's own events, from the tenant's log through the log stream to what they start: everything real but the clock.

const ada = UserId.parse("auth0|ada");
const database = "Username-Password-Authentication";

let journey: Journey;
beforeEach(async () => {
  journey = await openJourney();
});
afterEach(() => journey?.close());

const settle = () => journey.settleEvents();
const subjects = async () => (await journey.system.outbox.list()).items.map(({ subject }) => subject);
const atTenant = (userId: string) => journey.system.tenant.ledger(userId).map(({ effect }) => effect);
const tasks = async () => (await journey.system.ports.tasks.list("open")).items;
const reactions = async () => {
  const { items } = await journey.system.ports.audit.entries(dayChain(journey.clock.now().slice(0, 10)));
  return items
    .filter(({ event }) => event === "reaction-done")
    .map(({ facts }) => `${facts.reaction}: ${facts.start} → ${facts.outcome}`);
};

describe("an Auth0 event starts the right thing by itself", () => {
  test("an account deleted in the dashboard opens an officer's task, and names nobody", async () => {
    await call(journey.system.tenant, "DELETE", "/users/auth0%7Cotto");
    await settle();
    const [task] = await tasks();
    expect(task).toMatchObject({ kind: "deleted-elsewhere", reaction: "deleted elsewhere", urgent: false });
    expect(JSON.stringify(task)).not.toContain("otto");
  });

  test("an account that we deleted ourselves opens none, also when its event comes after the purge", async () => {
    await journey.askForDeletion("zoe@example.com");
    await journey.windBy(7 * 86_400 + 60);
    await settle();
    expect(journey.system.tenant.logs().some(({ type }) => type === "sdu")).toBe(true);
    expect(await tasks()).toEqual([]);
  });

  test("logging in with an address that is not verified sends one mail and one reminder, and never blocks", async () => {
    const account = journey.system.tenant;
    const unverified = await unverifiedPerson();
    await journey.signIn(unverified.email);
    await journey.signIn(unverified.email);
    await settle();
    expect(atTenant(unverified.userId).filter((effect) => effect === "verification-mail-sent")).toHaveLength(1);
    await journey.windBy(3 * 86_400 + 60);
    await settle();
    expect(atTenant(unverified.userId).filter((effect) => effect === "verification-mail-sent")).toHaveLength(2);
    await journey.windBy(4 * 86_400);
    await journey.signIn(unverified.email);
    await settle();
    expect(atTenant(unverified.userId).filter((effect) => effect === "verification-mail-sent")).toHaveLength(2);
    expect(account.logs().some(({ type }) => type === "sapi")).toBe(true);
    expect(atTenant(unverified.userId)).not.toContain("user-blocked");
  });

  test("a login elsewhere while the deletion waits tells the person, and one in the portal does not", async () => {
    await journey.askForDeletion("ada@example.com");
    await journey.windBy(60);
    await journey.signIn("ada@example.com");
    await settle();
    expect(await subjects()).not.toContain("Your account was used, and is about to be deleted");
    await emitAs("s", "auth0|ada", { client_id: journey.system.tenant.clientId("Shop") });
    await settle();
    expect(await subjects()).toContain("Your account was used, and is about to be deleted");
  });

  test("a breached password tells the person, with a link, and opens a task; nobody is blocked", async () => {
    await emitAs("pwd_leak", "auth0|ada");
    await emitAs("pwd_leak", "auth0|ada");
    await settle();
    const mail = (await journey.system.outbox.list()).items.filter(({ subject }) => /new password/.test(subject));
    expect(mail).toHaveLength(1);
    expect(mail[0]?.text).toMatch(/reset-verify\?ticket=/);
    expect((await tasks()).map(({ kind }) => kind)).toEqual(["breached-password"]);
    expect((await journey.system.ports.reader.read(UserId.parse("auth0|ada")))?.blocked).toBe(false);
  });

  test("an administrator's block that a password lifts is put back, and an officer is told at once", async () => {
    const { tenant } = journey.system;
    await call(tenant, "PATCH", "/users/auth0%7Cada", { body: { blocked: true } });
    await journey.windBy(60);
    await call(tenant, "PATCH", "/users/auth0%7Cada", {
      body: { password: "another-Password-1", connection: database },
    });
    await settle();
    expect((await journey.system.ports.reader.read(ada))?.blocked).toBe(false);
    await journey.windBy(180);
    expect((await journey.system.ports.reader.read(ada))?.blocked).toBe(true);
    expect((await tasks()).map(({ kind, urgent }) => [kind, urgent])).toEqual([["block-lifted", true]]);
    expect(await subjects()).toContain("Privacy: please look at this now (block-lifted)");
  });

  test("a block that the administrator took off stays off, whatever is written to the account then", async () => {
    const { tenant } = journey.system;
    for (const blocked of [true, false]) {
      await call(tenant, "PATCH", "/users/auth0%7Cada", { body: { blocked } });
      await journey.windBy(60);
    }
    await call(tenant, "PATCH", "/users/auth0%7Cada", {
      body: { password: "another-Password-1", connection: database },
    });
    await settle();
    await journey.windBy(180);
    expect((await journey.system.ports.reader.read(ada))?.blocked).toBe(false);
  });

  test("while the kill switch is off nothing is blocked: an officer is asked instead (I13)", async () => {
    const { tenant, ports } = journey.system;
    await call(tenant, "PATCH", "/users/auth0%7Cada", { body: { blocked: true } });
    await journey.windBy(60);
    await ports.requests.turnKillSwitch(
      { off: true },
      { event: "kill-switch-turned", at: journey.clock.now(), actor: "officer:x", facts: {} },
    );
    await call(tenant, "PATCH", "/users/auth0%7Cada", {
      body: { password: "another-Password-1", connection: database },
    });
    await settle();
    await journey.windBy(180);
    expect((await ports.reader.read(ada))?.blocked).toBe(false);
    expect(await tasks()).toHaveLength(1);
  });

  test("sign-up puts on record which terms were shown, and nobody counts it as a yes", async () => {
    await emitAs("ss", "auth0|ada");
    await settle();
    const ref = await journey.system.ports.subjects.refOf(ada);
    const state = await journey.system.ports.requests.changeSubject(ref, (subject) => ({
      outcome: subject,
      audit: [],
    }));
    expect(state.termsPresented).toEqual([{ version: "2026-10", at: journey.clock.now() }]);
  });

  test("a verified address resumes the request that waits for it", async () => {
    const { userId } = await unverifiedPerson();
    const officer = await journey.signInOfficer("officer@example.com");
    const receivedAt = journey.clock.now();
    const answer = await journey.call("POST", "/officer/requests", officer, {
      kind: "deletion",
      userId,
      receivedAt,
      identity: "known-in-person",
    });
    const { requestId } = (await answer.json()) as { requestId: RequestId };
    await journey.windBy(60);
    expect(await journey.events(requestId)).not.toContain("address-verified");
    await emitAs("sv", userId); // only a hint: the account says otherwise
    await settle();
    expect(await reactions()).toContain("address verified: resume → not-verified");
    await call(journey.system.tenant, "PATCH", `/users/${encodeURIComponent(userId)}`, {
      body: { email_verified: true, connection: database },
    });
    await journey.windBy(60);
    await emitAs("sv", userId);
    await settle();
    await journey.windBy(60);
    expect(await journey.events(requestId)).toContain("address-verified");
  });

  test("the system's own troubles wake an officer: a deletion that failed, an Action with errors", async () => {
    await emitAs("fdu", "auth0|ada");
    await emitAs("actions_execution_failed", "");
    await settle();
    expect((await tasks()).map(({ kind }) => kind).toSorted()).toEqual(["action-failed", "deletion-failed"]);
    expect((await subjects()).filter((subject) => subject.startsWith("Privacy: please look"))).toHaveLength(2);
  });

  test("a login that Auth0 doubts opens an officer's task; any other opens none", async () => {
    journey.system.tenant.emit("s", "", { user_id: "auth0|ada", details: { riskAssessment: { confidence: "low" } } });
    journey.system.tenant.emit("s", "", { user_id: "auth0|zoe", details: { riskAssessment: { confidence: "high" } } });
    await settle();
    expect((await tasks()).map(({ kind }) => kind)).toEqual(["risky-login"]);
  });
});

describe("what an officer does with a task", () => {
  test("they see who it is with a reason, decide, and a person who was known only by it is forgotten", async () => {
    await call(journey.system.tenant, "DELETE", "/users/auth0%7Cotto");
    await settle();
    const [task] = await tasks();
    const officer = await journey.signInOfficer("officer@example.com");
    const place = `/officer/tasks/${task?.taskId}`;
    const shown = await journey.call("POST", `${place}/reveal`, officer, { because: "contact" });
    expect(await shown.json()).toEqual({ userId: "auth0|otto" });
    const decided = await journey.call("POST", `${place}/decision`, officer, { outcome: "done", reference: "M-7" });
    expect(decided.status).toBe(200);
    const again = await journey.call("POST", `${place}/decision`, officer, { outcome: "nothing-to-do" });
    expect(again.status).toBe(409);
    expect(await journey.system.ports.subjects.find(UserId.parse("auth0|otto"))).toBeUndefined();
    expect((await journey.call("POST", `${place}/reveal`, officer, { because: "contact" })).status).toBe(410);
  });
});

describe("the gap check", () => {
  test("fetches what a paused stream has not brought, and says once that it is paused", async () => {
    await journey.windBy(60);
    journey.system.tenant.streams.pause();
    await call(journey.system.tenant, "DELETE", "/users/auth0%7Cotto");
    await journey.windBy(120);
    await journey.windBy(120);
    await journey.system.eventDoor.drain();
    expect((await tasks()).map(({ kind }) => kind)).toEqual(["deleted-elsewhere"]);
    expect((await subjects()).filter((subject) => subject === "Auth0's log stream is paused")).toHaveLength(1);
    journey.system.tenant.streams.resume();
    await settle();
    expect(await tasks()).toHaveLength(1);
  });
});

/** A record as the tenant would write it. */
const emitAs = async (type: string, userId: string, fields: Record<string, string> = {}) => {
  journey.system.tenant.emit(type, "", { user_id: userId, user_name: "somebody", ip: "203.0.113.9", ...fields });
};

const unverifiedPerson = async (): Promise<{ userId: string; email: string }> => {
  const { body } = await call(journey.system.tenant, "POST", "/users", {
    body: {
      connection: "Username-Password-Authentication",
      email: "new@example.com",
      password: "habeas",
      verify_email: false,
    },
  });
  return { userId: String(body.user_id), email: "new@example.com" };
};
