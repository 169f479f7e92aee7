import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestDetail, RunView } from "#entry/officer/model.ts";
import { days } from "#kernel/duration.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { ada } from "#local/seed/named-people.ts";
import { openRequest } from "#requests/open.ts";
import { type Journey, openJourney } from "./journey.ts";

// The deciding half: what is odd waits for an officer, and every way in which a request can end without a deletion.

let journey: Journey;
let officer: string;
let second: string;
beforeEach(async () => {
  journey = await openJourney(undefined, (text) => text);
});
afterEach(() => journey.close());

const signInOfficers = async () => {
  officer = await journey.signInOfficer("officer@example.com");
  second = await journey.signInOfficer("officer2@example.com");
};
const see = async (requestId: RequestId): Promise<RequestDetail> =>
  (await journey.call("GET", `/officer/requests/${requestId}`, officer)).json() as Promise<RequestDetail>;
const act = (token: string, requestId: RequestId, what: string, body: object = {}) =>
  journey.call("POST", `/officer/requests/${requestId}/${what}`, token, body);
const subjects = async () => (await journey.system.outbox.list()).items.map(({ subject, to }) => `${to}: ${subject}`);
const linkIn = async (subject: string): Promise<string> => {
  const letter = (await journey.system.outbox.list()).items.find((item) => item.subject === subject);
  const [link] = /http\S+\/links\/\S+/.exec(letter?.text ?? "") ?? [];
  if (link === undefined) throw new Error(`no link in ${subject}`);
  return link;
};
const press = (link: string, choice: string) => fetch(link, { method: "POST", body: new URLSearchParams({ choice }) });
const isThere = async (userId: string) => (await journey.system.ports.reader.read(userId as UserId)) !== undefined;
const week = days(7) + 900;

describe("a deletion with something unusual about it", () => {
  test("waits for an officer, who sees plan and reasons, approves, and then it is done", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(week);
    await signInOfficers();
    const detail = await see(requestId);
    expect(detail).toMatchObject({ status: "in-review", waits: [{ name: "decision" }] });
    expect(detail.plan).toMatchObject({
      oddities: ["something-kept"],
      approvalsNeeded: 1,
      keeps: [{ law: "§ 147 AO" }],
    });
    expect(detail.plan?.systems[0]?.counts).toMatchObject({ accounts: 1, logins: 2, organizations: 1, invitations: 1 });
    expect(await isThere(ada)).toBe(true);
    const run = (await (await journey.call("GET", `/officer/requests/${requestId}/run`, officer)).json()) as RunView;
    expect(run.states.at(-1)).toMatchObject({ state: "Wait for the officers' decision", status: "waiting" });

    const planDigest = detail.plan?.digest;
    expect((await act(officer, requestId, "approve", { planDigest })).status).toBe(200);
    await journey.windBy(60);
    expect(await isThere(ada)).toBe(false);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    const passed = await journey.system.ports.audit.entries(`request/${requestId}`);
    expect(passed.items.find(({ event }) => event === "point-of-no-return-passed")?.facts).toMatchObject({
      planDigest,
    });
  });

  test("is approved in vain when an account is linked before the fence: plan, and officer, once more (I7, I12)", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(week);
    await signInOfficers();
    const first = await see(requestId);
    const { reader } = journey.system.ports;
    const read = reader.read;
    reader.read = async (userId) => {
      const account = await read(userId);
      if (account === undefined || userId !== ada) return account;
      const another = { userId: "github|77" as UserId, connection: "github", social: true };
      return { ...account, identities: [...account.identities, another] };
    };
    await act(officer, requestId, "approve", { planDigest: first.plan?.digest });
    await journey.windBy(60);
    const again = await see(requestId);
    expect([again.status, await isThere(ada)]).toEqual(["in-review", true]);
    expect(again.plan?.digest).not.toBe(first.plan?.digest);
    expect(again.plan?.oddities).toContain("identities-changed");
    expect(again.approvals).toMatchObject([{ counts: false }]);
  });

  test("is refused by an officer with its ground, and the person gets the letter of Article 12(4)", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(week);
    await signInOfficers();
    expect((await act(officer, requestId, "refuse", { ground: "legal-duty", law: "§ 147 AO" })).status).toBe(200);
    await journey.windBy(60);
    expect(await journey.request(requestId)).toMatchObject({ status: "refused" });
    expect(
      await journey.system.ports.subjects.boundIdentity((await journey.request(requestId)).subjectRef, requestId),
    ).toBe(undefined);
    const letter = (await journey.system.outbox.list()).items[0];
    expect(letter?.text).toMatch(/A law obliges us to keep the data .* The law: § 147 AO\.[\s\S]*complain[\s\S]*court/);
    expect(await isThere(ada)).toBe(true);
  });

  test("that nobody decides by the due date is an alarm and a word to the person, and never a yes or a no", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windTo(plus((await journey.request(requestId)).dueAt, 60));
    expect(await journey.request(requestId)).toMatchObject({
      status: "in-review",
      attention: { error: "DecisionOverdue" },
    });
    expect(await subjects()).toContain("ada@example.com: We are not done with your request yet");
    await journey.windBy(days(20));
    expect((await subjects()).filter((subject) => subject.includes("not done"))).toHaveLength(0); // a week of outbox, and no second letter
    expect(await isThere(ada)).toBe(true);
    await signInOfficers();
    await act(officer, requestId, "approve", { planDigest: (await see(requestId)).plan?.digest });
    await journey.windBy(60);
    expect(await journey.request(requestId)).toMatchObject({ status: "fulfilled" });
  });
});

describe("a deletion with nothing unusual about it", () => {
  test("needs no officer, and the person who waives the time is done at once (I6)", async () => {
    const { token, requestId } = await journey.askForDeletion("otto@example.com");
    await journey.system.engine.settle();
    expect((await journey.call("POST", `/requests/${requestId}/waiver`, token)).status).toBe(200);
    await journey.windBy(60);
    expect(await journey.request(requestId)).toMatchObject({ status: "fulfilled" });
    expect((await journey.request(requestId)).approvals).toBeUndefined();
    expect(await journey.events(requestId)).toContain("cooling-off-waived");
  });

  test("is taken back by the link in the acknowledgement, without signing in (I5)", async () => {
    const { requestId } = await journey.askForDeletion("otto@example.com");
    await journey.system.engine.settle();
    const link = await linkIn("Wir haben Ihre Bitte um Löschung erhalten");
    expect((await fetch(link)).status).toBe(200);
    expect((await journey.request(requestId)).status).toBe("cooling-off");
    expect((await press(link, "withdraw")).status).toBe(200);
    await journey.windBy(week);
    expect(await journey.request(requestId)).toMatchObject({ status: "withdrawn" });
    expect(await isThere("auth0|otto")).toBe(true);
  });
});

describe("a request that an officer opened for somebody who wrote", () => {
  const open = async (identity: string, userId = "auth0|zoe"): Promise<RequestId> => {
    const receivedAt = plus(journey.clock.now(), -86_400);
    const body = { kind: "deletion", userId, receivedAt, identity };
    const answer = await journey.call("POST", "/officer/requests", officer, body);
    expect(answer.status).toBe(202);
    await journey.system.engine.settle();
    return ((await answer.json()) as { requestId: RequestId }).requestId;
  };

  test("is told to every address of the account, and one objection stops it", async () => {
    await signInOfficers();
    const requestId = await open("called-back-on-a-known-number", ada);
    const sent = await subjects();
    for (const to of ["ada@example.com", "ada.lovelace@gmail.example.com"])
      expect(sent).toContain(`${to}: Somebody asked us to delete your account`);
    expect((await press(await linkIn("Somebody asked us to delete your account"), "object")).status).toBe(200);
    await journey.windBy(week);
    expect((await journey.request(requestId)).status).toBe("withdrawn");
    expect(await isThere(ada)).toBe(true);
  });

  test("needs another officer's yes, takes the stricter places, and is done then (I12, I13)", async () => {
    await signInOfficers();
    const requestId = await open("signed-letter-from-a-known-address");
    await journey.windBy(week);
    await signInOfficers();
    const detail = await see(requestId);
    expect(detail.plan).toMatchObject({ oddities: ["opened-without-sign-in"], approvalsNeeded: 1 });
    const planDigest = detail.plan?.digest;
    expect((await act(officer, requestId, "approve", { planDigest })).status).toBe(403);
    expect((await act(second, requestId, "approve", { planDigest })).status).toBe(200);
    await journey.windBy(60);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    const { items } = await journey.system.ports.audit.entries(`request/${requestId}`);
    expect(items.find(({ event }) => event === "point-of-no-return-passed")?.facts).toMatchObject({
      officerWork: "1 of 10",
      officerDay: "1 of 2",
    });
  });

  test("waits for the person's yes by mail where nobody could judge, reminds, and goes on with it", async () => {
    await signInOfficers();
    const requestId = await open("to-be-confirmed-by-mail");
    expect((await journey.request(requestId)).status).toBe("awaiting-identity");
    await journey.windBy(days(3) + 60);
    const asked = "zoe@example.com: Haben Sie uns gebeten, Ihr Konto zu löschen?";
    expect((await subjects()).filter((subject) => subject === asked)).toHaveLength(2);
    // the clock stands still while we wait for it, and both dates are kept
    await signInOfficers();
    expect(await see(requestId)).toMatchObject({
      suspended: true,
      suspensions: [{ because: "identity", by: "system" }],
    });
    expect((await press(await linkIn("Haben Sie uns gebeten, Ihr Konto zu löschen?"), "confirm")).status).toBe(200);
    await journey.system.engine.settle();
    const now = journey.clock.now();
    expect(await journey.request(requestId)).toMatchObject({ status: "cooling-off", suspensions: [{ until: now }] });
    const { dueAt, dueAtSuspended } = await see(requestId);
    expect([dueAt, dueAtSuspended]).toEqual(["2026-12-22T22:59:59.999Z", "2026-12-28T22:59:59.999Z"]);
    await journey.windBy(days(7) - 120);
    expect((await journey.request(requestId)).status).toBe("cooling-off");
    await journey.windBy(180);
    expect((await journey.request(requestId)).status).toBe("in-review");
  });

  test("is refused while it waits for the yes, and the person gets the letter", async () => {
    await signInOfficers();
    const requestId = await open("to-be-confirmed-by-mail");
    expect((await act(second, requestId, "refuse", { ground: "not-identified" })).status).toBe(200);
    await journey.windBy(60);
    expect(await journey.request(requestId)).toMatchObject({ status: "refused" });
    const letters = (await journey.system.outbox.list()).items.map(({ text }) => text);
    expect(letters).toContainEqual(expect.stringContaining("Am sichersten ist die Anmeldung"));
  });

  test("expires when the yes never comes, and says so", async () => {
    await signInOfficers();
    const requestId = await open("to-be-confirmed-by-mail");
    await journey.windBy(days(14) + 60);
    expect(await journey.request(requestId)).toMatchObject({ status: "expired-unverified" });
    expect(await subjects()).toContain("zoe@example.com: Wir haben Ihr Konto nicht gelöscht");
    expect(await isThere("auth0|zoe")).toBe(true);
  });
});

describe("a legal hold", () => {
  test("is placed in time, answered, released by two, and the deletion goes on where it stood (I4, I12)", async () => {
    const { requestId } = await journey.askForDeletion("otto@example.com");
    await journey.system.engine.settle();
    await signInOfficers();
    const reviewAt = plus(journey.clock.now(), days(20));
    const placed = await act(officer, requestId, "holds", { ground: "legal-claims", reference: "M-9", reviewAt });
    const { holds } = (await placed.json()) as RequestDetail;
    await journey.windBy(week);
    expect((await journey.request(requestId)).status).toBe("held");
    await signInOfficers();
    expect((await act(officer, requestId, "answer-hold")).status).toBe(200);
    expect(await subjects()).toContain("otto@example.com: Wir dürfen Ihr Konto jetzt noch nicht löschen");
    const release = (token: string) =>
      journey.call("DELETE", `/officer/requests/${requestId}/holds/${holds[0]?.holdId}`, token);
    await release(officer);
    expect((await see(requestId)).status).toBe("held");
    await release(second);
    await journey.windBy(60);
    // a hold was near: somebody looks first
    expect((await see(requestId)).plan?.oddities).toEqual(["hold-near"]);
    await act(second, requestId, "approve", { planDigest: (await see(requestId)).plan?.digest });
    await journey.windBy(60);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
  });

  test("and a refusal of a held request sends the letter by its next attempt", async () => {
    const { requestId } = await journey.askForDeletion("held@example.com");
    await journey.windBy(week);
    await signInOfficers();
    expect((await see(requestId)).status).toBe("held");
    await act(officer, requestId, "refuse", { ground: "legal-claims" });
    await journey.windBy(120);
    expect(await journey.request(requestId)).toMatchObject({ status: "refused", attempt: 2 });
    expect(await isThere("auth0|held")).toBe(true);
  });
});

describe("the switch", () => {
  test("stops what has not begun within the second, survives a restart, and turned on wakes who waited (I13)", async () => {
    const { requestId } = await journey.askForDeletion("otto@example.com");
    await journey.windBy(days(7) - 60);
    const lead = await journey.signInOfficer("lead@example.com");
    const turn = (token: string, off: boolean) => journey.call("PUT", "/officer/kill-switch", token, { off });
    expect((await turn(lead, true)).status).toBe(200);
    await journey.windBy(120);
    await journey.restart();
    expect((await journey.request(requestId)).pointOfNoReturnAt).toBeUndefined();
    expect((await journey.system.ports.requests.parkedForRoom()).map((wait) => wait.requestId)).toEqual([requestId]);
    const again = await journey.signInOfficer("lead@example.com");
    expect((await turn(again, false)).status).toBe(200);
    await journey.system.engine.settle();
    expect((await journey.request(requestId)).pointOfNoReturnAt).toBeDefined();
  });
});

test("a request accepted in a rights session waits for the yes and has the whole time to change one's mind", async () => {
  const { ports, policy } = journey.system;
  const outcome = await openRequest(
    ports,
    policy,
  )({ kind: "deletion", channel: "rights-session", userId: "auth0|otto" as UserId, proof: { by: "link" } });
  await journey.system.engine.settle();
  const requestId = outcome.accepted ? outcome.request.requestId : ("" as RequestId);
  expect((await journey.request(requestId)).status).toBe("awaiting-identity");
  await journey.windBy(days(2));
  await press(await linkIn("Haben Sie uns gebeten, Ihr Konto zu löschen?"), "confirm");
  await journey.system.engine.settle();
  const { progress } = await journey.request(requestId);
  expect(progress.coolingOffUntil).toBe(plus(journey.clock.now(), days(7)));
});

describe("who cannot sign in", () => {
  test("gets a link by mail, asks, confirms and takes it back, all without a login", async () => {
    const ask = (email: string) => journey.call("POST", "/access-links", undefined, { email });
    for (const email of ["Otto@example.com", "nobody@example.com", "unverified@example.com"])
      expect((await ask(email)).status).toBe(202);
    await journey.windBy(60);
    expect(await subjects()).toEqual(["otto@example.com: Ihr Link zu Ihren Datenschutzrechten"]);
    const [mail] = (await journey.system.outbox.list()).items;
    const [link] = /http\S+\/access\/\S+/.exec(mail?.text ?? "") ?? [""];
    const page = await (await fetch(link, { method: "POST" })).text();
    const [, session] = /value="(hrs_[\w-]+)"/.exec(page) ?? [];
    const form = { session: session ?? "", choice: "deletion" };
    const { api } = journey.system.urls;
    const asked = await fetch(`${api}/rights-session`, { method: "POST", body: new URLSearchParams(form) });
    expect(await asked.text()).toContain("please confirm there");
    await journey.system.engine.settle();
    const confirm = await linkIn("Haben Sie uns gebeten, Ihr Konto zu löschen?");
    await press(confirm, "confirm");
    await journey.system.engine.settle();
    await press(await linkIn("Wir haben Ihre Bitte um Löschung erhalten"), "withdraw");
    await journey.windBy(week);
    expect(await isThere("auth0|otto")).toBe(true);
    expect(journey.lines.join("\n")).not.toMatch(/otto|hrs_/i);
  });

  test("has several accounts with one address: one mail, with a link for each login", async () => {
    await journey.call("POST", "/access-links", undefined, { email: "sam@example.com" });
    await journey.windBy(60);
    const [mail] = (await journey.system.outbox.list()).items;
    expect(mail?.text.match(/\/access\//g)).toHaveLength(2);
    expect(mail?.text).toMatch(/google-oauth2:\nhttp/);
  });
});
