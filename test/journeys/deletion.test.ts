import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyReceipt } from "#deletion/receipt.ts";
import { days, hours } from "#kernel/duration.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { ada, adaLinked } from "#local/seed/named-people.ts";
import { placeHold } from "#requests/hold.ts";
import { releaseHold } from "#requests/hold-review.ts";
import { tryAgain } from "#requests/try-again.ts";
import { aHold, anAccount, at } from "../support/requests.ts";
import { type Journey, openJourney } from "./journey.ts";

let journey: Journey;
beforeEach(async () => {
  journey = await openJourney();
});
afterEach(() => journey.close());

const adasEffects = () => journey.system.tenant.ledger(ada).map(({ effect }) => effect);
/** Of every notice of the last week, the newest first. */
const subjects = async () => (await journey.system.outbox.list()).items.map(({ subject }) => subject);
const whole = days(7) + 900;

const receiptOf = async (requestId: RequestId): Promise<string> => {
  const kept = await journey.system.ports.archive.get("receipts", `${requestId}.jws`);
  if (kept === undefined) throw new Error("there is no receipt");
  return Buffer.from(kept).toString();
};

/** Every byte that the system keeps, but the tenant's, the played recipients' and the outbox: these stand for others. */
const ownBytes = (): Buffer => {
  const files = readdirSync(journey.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^((tenant|outbox)\.db|played-recipients)/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return Buffer.concat([...files, Buffer.from(journey.lines.join("\n"))]);
};
const canaries = [ada, "ada@example.com", "Lovelace", adaLinked, "C-1815"];
const found = (bytes: Buffer): string[] => canaries.filter((canary) => bytes.includes(canary));

describe("a person deletes their account", () => {
  test("it is acknowledged, cools off, is deleted, proven, told and closed", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.system.engine.settle();
    expect(await journey.request(requestId)).toMatchObject({ status: "cooling-off", linkedRefs: [expect.any(String)] });
    expect(await subjects()).toEqual(["We received your request to delete your account"]);

    await journey.windBy(days(7) - 1);
    const token = await journey.signIn("ada@example.com");
    expect(adasEffects().filter((effect) => /block|delet|revok|end/.test(effect))).toEqual([]);

    await journey.windBy(61);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    expect(await journey.system.ports.reader.read(ada as UserId)).toBeUndefined();
    expect(await subjects()).toEqual(["Your account is deleted"]);

    const shown = await journey.call("GET", `/requests/${requestId}`, token);
    expect(await shown.json()).toMatchObject({ status: "fulfilled", withdrawable: false });

    await journey.windBy(days(30));
    expect((await journey.request(requestId)).closedAt).toBeDefined();
    const events = await journey.events(requestId);
    // the tenant's limits may ask for patience: an effect that is begun again says so
    expect(events.filter((event, place) => !event.endsWith("-intended") || event !== events[place - 1])).toEqual([
      "request-received",
      "identity-bound",
      "acknowledged-told-intended",
      "link-made",
      "acknowledged-told",
      "deletion-planned",
      "point-of-no-return-passed",
      "account-blocked-intended",
      "account-blocked",
      "access-counted",
      "access-revoked-intended",
      "access-revoked",
      "nobody-signed-in",
      "traces-cleared-intended",
      "traces-cleared",
      "account-deleted-intended",
      "account-deleted",
      "absence-verified",
      "purged-to-closing-record-intended",
      "purged-to-closing-record",
      "receipt-signed-intended",
      "receipt-signed",
      "completion-told-intended",
      "completion-told",
      "request-fulfilled",
      "address-dropped-intended",
      "address-dropped",
      "recheck-done",
      "recheck-done",
      "closing-key-destroyed-intended",
      "closing-key-destroyed",
      "request-closed",
    ]);
  });

  test("I8: there is one receipt, it verifies offline, and it says what was done and what remains", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(whole);
    const { receipt } = await verifyReceipt(await receiptOf(requestId), await journey.system.ports.keys.publicKeys());
    expect(receipt).toMatchObject({
      kind: "erased",
      requestId,
      deletedFrom: [{ counts: { accounts: 1, refreshTokens: 1, grants: 4 } }, {}],
    });
    expect(receipt.remains.map(({ what }) => what)).toContain("Invoices (§ 147 AO)");
    const [done] = (await journey.system.outbox.list()).items;
    expect(done?.attachments[0]?.content).toBe(await receiptOf(requestId));
  });

  test("I9: after the last look nothing of the person is left in any store of ours", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(whole + days(30));
    expect((await journey.request(requestId)).closedAt).toBeDefined();
    await journey.system.close();
    expect(found(ownBytes())).toEqual([]);
  });

  test("I10: while it runs, only the sealed store could name the person, and it does not in the clear", async () => {
    await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(1));
    await journey.settleEvents();
    expect(found(ownBytes())).toEqual([]);
  });

  test("I11: its audit is whole", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(whole);
    expect(await journey.system.ports.audit.verify(`request/${requestId}`)).toBeUndefined();
  });

  test("I17: a restart in the middle of the cooling-off goes on where it was", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(3));
    await journey.restart();
    await journey.windBy(days(4) + 900);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
  });

  test("asking twice at once opens one request, and the second answer says where it is", async () => {
    const { token, requestId } = await journey.askForDeletion("ada@example.com");
    const again = await journey.call("POST", "/requests", token, { kind: "deletion" });
    expect(again.status).toBe(409);
    expect(again.headers.get("location")).toContain(requestId);
  });
});

describe("a person who changes their mind", () => {
  test("I5: withdraws during the cooling-off, and nothing ever happens to the account", async () => {
    const { token, requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(6));
    const before = adasEffects();
    expect((await journey.call("DELETE", `/requests/${requestId}`, token)).status).toBe(401); // the token is six days old
    const fresh = await journey.signIn("ada@example.com");
    expect((await journey.call("DELETE", `/requests/${requestId}`, fresh)).status).toBe(200);
    await journey.system.engine.settle();
    expect((await subjects())[0]).toBe("You withdrew your request to delete your account");
    await journey.windBy(days(30));
    expect((await journey.request(requestId)).status).toBe("withdrawn");
    expect(adasEffects().filter((effect) => !before.includes(effect) && !/log|session|grant/.test(effect))).toEqual([]);
  });

  test("I5: is told that it is too late past the point of no return", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(7) - 600);
    const token = await journey.signIn("ada@example.com");
    await journey.windBy(660);
    const answer = await journey.call("DELETE", `/requests/${requestId}`, token);
    expect(answer.status).toBe(409);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  test("may ask again later", async () => {
    const { token, requestId } = await journey.askForDeletion("ada@example.com");
    await journey.call("DELETE", `/requests/${requestId}`, token);
    await journey.windBy(60);
    expect((await journey.askForDeletion("ada@example.com")).requestId).not.toBe(requestId);
  });
});

describe("a legal hold", () => {
  const hold = async () => {
    const { ports } = journey.system;
    const ref = await ports.subjects.refOf(ada as UserId);
    await placeHold(ports)(
      ref,
      aHold({ placedAt: journey.clock.now(), reviewAt: plus(journey.clock.now(), days(20)) }),
    );
    return ref;
  };

  test("I4: placed in the last second of the cooling-off pauses the deletion; released, it goes on in the next attempt", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(7) - 1);
    const ref = await hold();
    await journey.windBy(days(5));
    expect((await journey.request(requestId)).status).toBe("held");
    expect(await journey.system.ports.reader.read(ada as UserId)).toMatchObject({ blocked: false });

    await releaseHold(journey.system.ports)(ref, "hold-1", "officer:two");
    await journey.windBy(60);
    expect(await journey.request(requestId)).toMatchObject({ status: "fulfilled", attempt: 2 });
  });

  test("I4: is refused once the deletion has begun, never taken in silence", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.system.engine.settle();
    journey.system.tenant.failNext({
      method: "DELETE",
      path: `/api/v2/users/${ada}`,
      mode: "before",
      status: 503,
      times: 3,
    });
    const { subjectRef } = await journey.request(requestId);
    await journey.windBy(days(7) + 2);
    expect((await journey.request(requestId)).pointOfNoReturnAt).toBeDefined();
    await expect(placeHold(journey.system.ports)(subjectRef, aHold())).rejects.toThrow("The deletion has begun");
  });

  test("of the seed stands from the start, and its review asks for an officer", async () => {
    const { requestId } = await journey.askForDeletion("held@example.com");
    await journey.windBy(days(8));
    expect((await journey.request(requestId)).status).toBe("held");
    await journey.windBy(days(13));
    expect((await journey.request(requestId)).attention?.error).toBe("HoldReviewDue");
  });
});

describe("what stands in the way", () => {
  test("I13: an administrator's account is not deleted, and the letter says what to do first", async () => {
    const { requestId } = await journey.askForDeletion("admin@example.com");
    await journey.windBy(whole);
    expect((await journey.request(requestId)).status).toBe("refused");
    const [letter] = (await journey.system.outbox.list()).items;
    expect(letter?.subject).toBe("We did not delete your account");
    expect(letter?.text).toContain("administrator's or officer's role");
    expect(letter?.text).toContain("go to court");
  });

  test("I13: nothing is destroyed while the kill switch is off; switched on, it goes on within the hour", async () => {
    const { requests } = journey.system.ports;
    const { requestId } = await journey.askForDeletion("ada@example.com");
    const entry = { event: "kill-switch-turned", at: at("2026-11-23"), actor: "officer:one", facts: {} };
    await requests.turnKillSwitch({ off: true, since: journey.clock.now() }, entry);
    await journey.windBy(days(9));
    expect(await journey.request(requestId)).toMatchObject({ status: "cooling-off" });
    expect((await journey.request(requestId)).pointOfNoReturnAt).toBeUndefined();
    await requests.turnKillSwitch({ off: false }, entry);
    await journey.windBy(hours(1) + 60);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
  });

  test("an account that somebody deleted elsewhere during the cooling-off is found absent, and the receipt says so", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(1));
    await journey.system.ports.eraser.erase(ada as UserId, "by-hand");
    await journey.windBy(days(7));
    const { receipt } = await verifyReceipt(await receiptOf(requestId), await journey.system.ports.keys.publicKeys());
    expect(receipt.kind).toBe("found_absent");
  });

  test("I3: a tenant that is away for six hours makes the request need attention; try again finishes it", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(days(7) - 1);
    journey.system.tenant.failNext({ method: "GET", path: "/users/*", mode: "before", status: 503, times: 1000 });
    await journey.windBy(hours(6));
    expect(await journey.request(requestId)).toMatchObject({ status: "needs-attention", attention: { error: "Busy" } });
    journey.system.tenant.clearFaults();
    expect(await tryAgain(journey.system.ports)(requestId, "officer:one")).toBe("redriven");
    await journey.windBy(60);
    expect((await journey.request(requestId)).status).toBe("fulfilled");
  });

  test("I1: a request whose run could not be started is started by the sweep", async () => {
    const { ports } = journey.system;
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.system.engine.settle();
    await ports.requests.change(requestId, ({ request }) => ({
      outcome: undefined,
      request: { ...request, attempt: 2, unstarted: true },
      audit: [],
    }));
    await journey.windBy(61);
    await journey.system.timetable.sweep();
    await journey.system.engine.settle();
    expect(await ports.workflows.describe("deletion", `${requestId}.2`)).toMatchObject({ status: "RUNNING" });
    expect((await journey.request(requestId)).unstarted).toBe(false);
  });

  test("an account that comes back after the receipt makes the answered request need attention", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(whole);
    const { reader } = journey.system.ports;
    const cameBack = anAccount({ createdAt: at("2020-01-01") });
    const read = reader.read;
    reader.read = async (userId) => (userId === ada ? cameBack : read(userId));
    await journey.windBy(days(7));
    expect(await journey.request(requestId)).toMatchObject({
      status: "needs-attention",
      attention: { error: "AccountCameBack" },
    });
    reader.read = read;
    expect(await tryAgain(journey.system.ports)(requestId, "officer:one")).toBe("redriven");
    await journey.windBy(days(30));
    expect(await journey.request(requestId)).toMatchObject({ status: "fulfilled", closedAt: expect.any(String) });
  });

  test("a later attempt of an answered request skips what is on record and only looks back", async () => {
    const { requestId } = await journey.askForDeletion("ada@example.com");
    await journey.windBy(whole);
    const { ports } = journey.system;
    const before = await journey.events(requestId);
    const second = await ports.requests.change(requestId, ({ request }) => {
      const next = { ...request, attempt: 2, unstarted: true };
      return { outcome: next, request: next, audit: [] };
    });
    await ports.workflows.start({ story: "deletion", name: `${requestId}.2`, input: { requestId: second.requestId } });
    await journey.windBy(hours(1));
    expect((await journey.request(requestId)).status).toBe("fulfilled");
    expect((await journey.events(requestId)).slice(before.length)).toEqual([
      "identity-bound",
      "point-of-no-return-passed",
    ]);
  });
});
