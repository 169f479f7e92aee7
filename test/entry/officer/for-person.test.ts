import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { officerOf } from "#kernel/request.ts";
import { proposeBlock } from "#requests/blocks.ts";
import { aPolicy } from "../../support/requests.ts";
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

const policy = aPolicy();
const act = (as: string, requestId: RequestId, what: string, body: object = {}) =>
  desk.call("POST", `/officer/requests/${requestId}/${what}`, { as, body });

describe("opening a request for a person", () => {
  const body = (more: object = {}) => ({
    kind: "deletion",
    userId: "auth0|ben",
    receivedAt: plus(desk.clock.now(), -3 * 86_400),
    identity: "signed-letter-from-a-known-address",
    ...more,
  });
  const open = (as: string, more?: object) => desk.call("POST", "/officer/requests", { as, body: body(more) });

  test("runs the month from when it arrived, and says who opened it and how they judged", async () => {
    const { statusCode, json, headers } = await open(olivia);
    expect([statusCode, headers.location]).toEqual([202, `/officer/requests/${json.requestId}`]);
    expect(json).toMatchObject({
      channel: "officer",
      receivedAt: plus(desk.clock.now(), -3 * 86_400),
      dueAt: "2026-12-21T22:59:59.999Z",
      openedBy: { officer: "me", identity: "signed-letter-from-a-known-address" },
    });
    expect((await desk.ports.requests.find(json.requestId))?.acceptedAt).toBe(desk.clock.now());
  });

  test("is not approved by who opened it (I12)", async () => {
    const { json } = await open(olivia);
    await desk.change(json.requestId, () => inReview(1));
    expect((await act(olivia, json.requestId, "approve", { planDigest: digest })).statusCode).toBe(403);
    expect((await act(oskar, json.requestId, "approve", { planDigest: digest })).statusCode).toBe(200);
  });

  test("is not for oneself, not from the future, and not twice", async () => {
    expect((await open(olivia, { userId: "auth0|olivia" })).statusCode).toBe(403);
    expect((await open(olivia, { receivedAt: plus(desk.clock.now(), 60) })).statusCode).toBe(422);
    expect((await open(olivia, { userId: "auth0|.." })).statusCode).toBe(422);
    expect((await open(olivia)).statusCode).toBe(202);
    expect((await open(oskar)).statusCode).toBe(409);
  });
});

describe("opening a restriction or a contest for a person", () => {
  const body = (more: object) => ({
    userId: "auth0|ben",
    receivedAt: plus(desk.clock.now(), -3 * 86_400),
    identity: "called-back-on-a-known-number",
    ...more,
  });
  const open = (as: string, more: object) => desk.call("POST", "/officer/requests", { as, body: body(more) });
  const pointers = ({ json }: { json: { errors?: { pointer: string }[] } }) =>
    (json.errors ?? []).map(({ pointer }) => pointer);
  const blockOf = async (userId: string, state: string) => {
    const setBy = officerOf(await desk.ports.subjects.refOf("auth0|oskar" as UserId));
    const end = { kind: "until" as const, at: plus(desk.clock.now(), 86_400) };
    const wish = { userId: userId as UserId, reason: "abuse" as const, reach: "everywhere" as const, end, by: setBy };
    const proposed = await proposeBlock(desk.ports, policy)(wish);
    if (!proposed.accepted) throw new Error(proposed.because);
    const { requestId } = proposed.request;
    await desk.change(requestId, ({ progress }) => ({ progress: { block: { ...(progress.block as object), state } } }));
    return requestId;
  };

  test("a restriction says its ground, and waits for another officer", async () => {
    expect(pointers(await open(olivia, { kind: "restriction" }))).toEqual(["/ground"]);
    expect(pointers(await open(olivia, { kind: "export", ground: "unlawful" }))).toHaveLength(1);
    const { statusCode, json } = await open(olivia, { kind: "restriction", ground: "unlawful", shutSignIn: true });
    expect([statusCode, json.restriction]).toEqual([
      202,
      expect.objectContaining({ state: "asked", ground: "unlawful", shutsSignIn: true }),
    ]);
    await desk.change(json.requestId, () => inReview(1));
    expect((await act(olivia, json.requestId, "approve", { planDigest: digest })).statusCode).toBe(403);
  });

  test("a contest is of a block of that very person that stands; whatever else is named is one and the same answer (I14)", async () => {
    const [own, others, over] = [
      await blockOf("auth0|ben", "in-force"),
      await blockOf("auth0|ada", "in-force"),
      await blockOf("auth0|ben", "ended"),
    ];
    const wish = (block: string) => ({ kind: "contest", block, ground: "not-true" });
    const answers = [];
    for (const block of [others, over, "01AAAAAAAAAAAAAAAAAAAAAAAA"]) {
      const { statusCode, json } = await open(olivia, wish(block));
      answers.push([statusCode, json.errors]);
    }
    expect(answers[0]).toMatchObject([422, [{ pointer: "/block" }]]);
    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
    const { statusCode, json } = await open(olivia, wish(own));
    expect([statusCode, json.contest]).toEqual([202, { state: "open", block: own, ground: "not-true" }]);
    expect(json).toMatchObject({ openedBy: { officer: "me", identity: "called-back-on-a-known-number" } });
    // a week from when it arrived, and not from when somebody typed it in
    const due = plus(plus(desk.clock.now(), -3 * 86_400), policy.blocking.reviewWithin);
    expect((await desk.ports.requests.find(json.requestId))?.dueAt).toBe(due);
    expect((await open(oskar, wish(own))).statusCode).toBe(409);
  });

  test("a contest is answered neither by who opened it nor by who set the block (I12)", async () => {
    const block = await blockOf("auth0|ben", "in-force");
    const { json } = await open(olivia, { kind: "contest", block, ground: "not-true" });
    const answer = { outcome: "lift", because: "mistake" };
    for (const barred of [olivia, oskar]) {
      expect((await act(barred, json.requestId, "answer-contest", answer)).statusCode).toBe(403);
    }
    const third = desk.signInOfficer("otis", leadsRights);
    expect((await act(third, json.requestId, "answer-contest", answer)).statusCode).toBe(200);
  });

  test("neither is opened where nobody judged that it is the person, or for oneself", async () => {
    const block = await blockOf("auth0|olivia", "in-force");
    for (const wish of [
      { kind: "restriction", ground: "unlawful" },
      { kind: "contest", block, ground: "not-true" },
    ]) {
      expect(pointers(await open(olivia, { ...wish, identity: "to-be-confirmed-by-mail" }))).toEqual(["/identity"]);
      expect((await open(olivia, { ...wish, userId: "auth0|olivia" })).statusCode).toBe(403);
    }
  });
});
