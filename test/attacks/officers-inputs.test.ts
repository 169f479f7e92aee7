import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { type Desk, digest, inReview, leadsRights, openOfficersDesk } from "../entry/officer/desk.ts";
import { aPlan, at } from "../support/requests.ts";

// Hostile inputs of our own for what officers decide: approval, hold, opening, switch. Beside the sample of attacks.test.ts, of the same
// kinds: each is answered with its class, changes nothing, and the next ordinary call is answered as ever (I7, I12, I15).

let desk: Desk;
let olivia: string;
let requestId: RequestId;
beforeEach(async () => {
  desk = openOfficersDesk();
  olivia = desk.signInOfficer("olivia", leadsRights);
  requestId = await desk.given("ben", inReview(2));
});
afterEach(() => desk.close());

const json = { "content-type": "application/json" };
const reviewAt = plus(at("2026-11-24"), 30 * 86_400);
const hold = { ground: "legal-claims", reference: "M-9", reviewAt };
const letter = {
  kind: "deletion",
  userId: "auth0|eve",
  receivedAt: "2026-11-24T08:00:00.000Z",
  identity: "known-in-person",
};
const unknown = "01KARZ3NDEKTSV4RRFFQ69G5FA";
const bulk = (requests: unknown) => ({ shape: "b".repeat(64), requests, dryRun: false });
const one = "POST /officer/requests/{id}";

const bent: [title: string, route: string, body: unknown, status: number][] = [
  ["a digest in capitals", `${one}/approve`, { planDigest: digest.toUpperCase() }, 422],
  ["a digest that is a list", `${one}/approve`, { planDigest: [digest] }, 422],
  ["a digest with a line feed behind it", `${one}/approve`, { planDigest: `${digest}\n` }, 422],
  ["the digest of another plan", `${one}/approve`, { planDigest: "0".repeat(64) }, 409],
  ["another officer's name beside it", `${one}/approve`, { planDigest: digest, by: "officer:sub_x" }, 422],
  ["two approvals in one", `${one}/approve`, { planDigest: digest, approvals: [{}, {}] }, 422],
  ["a ground that nobody knows", `${one}/refuse`, { ground: "because" }, 422],
  ["a ground of Object's", `${one}/refuse`, { ground: "constructor" }, 422],
  ["a law of a person's name and markup", `${one}/refuse`, { ground: "legal-duty", law: "<b>Ada</b>" }, 422],
  ["a law that is none", `${one}/refuse`, { ground: "national-limits" }, 422],
  ["a hold without an end", `${one}/holds`, { ...hold, reviewAt: "9999-12-31T23:59:59.999Z" }, 422],
  ["a hold to be reviewed yesterday", `${one}/holds`, { ...hold, reviewAt: "2026-11-23T00:00:00.000Z" }, 422],
  ["a hold to be reviewed on no day", `${one}/holds`, { ...hold, reviewAt: "2027-02-30T00:00:00.000Z" }, 422],
  ["a hold of an owner of one's choice", `${one}/holds`, { ...hold, owner: "officer:sub_x" }, 422],
  ["a hold of an id of one's choice", `${one}/holds`, { ...hold, holdId: "hold_1" }, 422],
  ["a hold placed long ago", `${one}/holds`, { ...hold, placedAt: "2020-01-01T00:00:00.000Z" }, 422],
  ["a file number with a line feed", `${one}/holds`, { ...hold, reference: "M-9\nlevel=error" }, 422],
  ["a file number that is a formula", `${one}/holds`, { ...hold, reference: "-2+3" }, 422],
  ["a file number written from right to left", `${one}/holds`, { ...hold, reference: "M\u202e9" }, 422],
  ["a file number of 101 signs", `${one}/holds`, { ...hold, reference: "9".repeat(101) }, 422],
  ["a review of a hold that is none", `${one}/holds/hold_0/review`, { reviewAt }, 404],
  ["a release of a path", "DELETE /officer/requests/{id}/holds/..%2f..", undefined, 404],
  ["a claim for a path", `${one}/claim`, { to: "officer:../../admin" }, 422],
  ["an extension for a third reason", `${one}/extend`, { because: "holidays" }, 422],
  ["an extension of one's own length", `${one}/extend`, { because: "complexity", months: 12 }, 422],
  ["a suspension for two things at once", `${one}/suspend`, { because: ["identity", "scope"] }, 422],
  ["another attempt of one's choice", `${one}/try-again`, { from: "__proto__" }, 422],
  ["a look without a reason", `${one}/reveal`, { because: "" }, 422],
  ["an empty user id", "POST /officer/requests", { ...letter, userId: "" }, 422],
  ["a dotted user id", "POST /officer/requests", { ...letter, userId: "auth0|.." }, 422],
  ["every user id", "POST /officer/requests", { ...letter, userId: "auth0|*" }, 422],
  ["a user id with a query", "POST /officer/requests", { ...letter, userId: "auth0|x?fields=a" }, 422],
  ["a user id with an invisible sign", "POST /officer/requests", { ...letter, userId: "auth0|e\u200bve" }, 422],
  ["a user id of 600 signs", "POST /officer/requests", { ...letter, userId: `auth0|${"x".repeat(600)}` }, 422],
  ["a letter from the future", "POST /officer/requests", { ...letter, receivedAt: "2026-11-25T08:00:00.000Z" }, 422],
  ["a letter from no time", "POST /officer/requests", { ...letter, receivedAt: 0 }, 422],
  ["a judgement of one's own", "POST /officer/requests", { ...letter, identity: "trust me" }, 422],
  ["a kind that no officer opens", "POST /officer/requests", { ...letter, kind: "everything" }, 422],
  ["a status of one's choice", "POST /officer/requests", { ...letter, status: "in-review" }, 422],
  ["a deletion with a ground", "POST /officer/requests", { ...letter, ground: "unlawful" }, 422],
  ["a restriction without a ground", "POST /officer/requests", { ...letter, kind: "restriction" }, 422],
  ["a ground of another kind", "POST /officer/requests", { ...letter, kind: "restriction", ground: "not-true" }, 422],
  [
    "a restriction that begins at once",
    "POST /officer/requests",
    { ...letter, kind: "restriction", ground: "unlawful", progress: { restriction: { state: "standing" } } },
    422,
  ],
  [
    "a word for shutting sign-in",
    "POST /officer/requests",
    { ...letter, kind: "restriction", ground: "unlawful", shutSignIn: "yes" },
    422,
  ],
  ["a contest of no block", "POST /officer/requests", { ...letter, kind: "contest", ground: "not-true" }, 422],
  [
    "a contest of a block that never was",
    "POST /officer/requests",
    { ...letter, kind: "contest", ground: "not-true", block: unknown },
    422,
  ],
  [
    "a contest of a path",
    "POST /officer/requests",
    { ...letter, kind: "contest", ground: "not-true", block: "../../officer/blocks" },
    422,
  ],
  [
    "a contest in one's own words",
    "POST /officer/requests",
    { ...letter, kind: "contest", ground: "=HYPERLINK(1)", block: unknown },
    422,
  ],
  ["101 at once", "POST /officer/approvals", bulk(Array(101).fill({ requestId: unknown, planDigest: digest })), 422],
  ["none at once", "POST /officer/approvals", bulk([]), 422],
  ["a rehearsal that is a word", "POST /officer/approvals", { ...bulk([]), dryRun: "yes" }, 422],
  ["a switch that is a word", "PUT /officer/kill-switch", { off: "true" }, 422],
  ["a switch with a time of one's choice", "PUT /officer/kill-switch", { off: false, since: "2020-01-01" }, 422],
];

const send = (route: string, body: unknown, as = olivia, id: string = requestId) => {
  const [method = "", path = ""] = route.split(" ");
  return desk.call(method, path.replace("{id}", id), { as, ...(body !== undefined && { body }) });
};
/** Everything that an input could have moved. */
const standing = async () => ({
  requests: (await desk.ports.requests.inWeek("deletion", "2026-W48", { limit: 100 })).items,
  holds: (await desk.ports.requests.changeSubject(await desk.subjectOf("ben"), (s) => ({ outcome: s, audit: [] })))
    .holds,
  switch: await desk.ports.requests.readKillSwitch(),
  planned: desk.planned,
  sent: desk.sent,
  started: desk.started,
});

test.each(bent)("%s is refused, and changes nothing", async (_, route, body, status) => {
  const before = structuredClone(await standing());
  const answer = await send(route, body);
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([status, "application/problem+json"]);
  expect(answer.body).not.toMatch(/auth0\||ben@|at \w+ \(|\.ts:/);
  expect(await standing()).toEqual(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((await send(`${one}/claim`, { to: "me" })).statusCode).toBe(200);
});

test.each([
  ["__proto__", '{"planDigest":"x","__proto__":{"polluted":true}}', 422],
  ["a field twice", `{"planDigest":"${"0".repeat(64)}","planDigest":"${digest}"}`, 400],
  ["half of it", '{"planDigest":', 400],
  ["1,000 objects in each other", `${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`, 413],
  ["a megabyte", `{"planDigest":"${"x".repeat(1_000_000)}"}`, 413],
])("an approval with %s is refused, and no approval", async (_, raw, status) => {
  const answer = await desk.call("POST", `/officer/requests/${requestId}/approve`, { as: olivia, headers: json, raw });
  expect(answer.statusCode).toBe(status);
  expect((await desk.ports.requests.find(requestId))?.approvals).toBeUndefined();
});

test.each(["01AN", "..", "%2e%2e", "0".repeat(26), "01aaaaaaaaaaaaaaaaaaaaaaaa", "\0", "*", "undefined"])(
  "a decision about the request %j is one about nothing",
  async (id) => {
    const absent = await send(`${one}/approve`, { planDigest: digest }, olivia, unknown);
    const answer = await send(`${one}/approve`, { planDigest: digest }, olivia, encodeURIComponent(id));
    expect([answer.statusCode, answer.body]).toEqual([404, absent.body]);
  },
);

describe("many at once", () => {
  test("a hundred plans are as many as fit", async () => {
    const { statusCode, json } = await send(
      "POST /officer/approvals",
      bulk(Array(100).fill({ requestId: unknown, planDigest: digest })),
    );
    expect([statusCode, json.results.length]).toEqual([200, 100]);
  });

  test("one officer who approves five times at the same instant is one officer (I12)", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(`${one}/approve`, { planDigest: digest })));
    for (const { statusCode } of answers) expect([200, 503]).toContain(statusCode);
    const request = await desk.ports.requests.find(requestId);
    expect([request?.approvals?.length, request?.status]).toEqual([1, "in-review"]);
  });

  test("the same request named twice in one bulk counts once (I12)", async () => {
    const twice = bulk(Array(2).fill({ requestId, planDigest: digest }));
    const { json: answer } = await send("POST /officer/approvals", twice);
    const outcomes = answer.results.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(["one-more-needed", "one-more-needed"]);
    expect((await desk.ports.requests.find(requestId))?.approvals).toHaveLength(1);
  });

  test("an officer's own request hidden among others in a bulk is not approved (I12)", async () => {
    const own = await desk.given("olivia", inReview(1));
    desk.signInOfficer("olivia", leadsRights); // who asked as a person is an officer again
    const requests = [own, requestId].map((id) => ({ requestId: id, planDigest: digest }));
    const { json: answer } = await send("POST /officer/approvals", bulk(requests));
    const outcomes = answer.results.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(["own-request", "one-more-needed"]);
    expect((await desk.ports.requests.find(own))?.approvals).toBeUndefined();
  });

  test("an approval of a plan that was changed by one number is none of the present one", async () => {
    await desk.change(requestId, ({ progress }) => ({
      progress: { ...progress, plan: aPlan({ approvalsNeeded: 1, digest: "d".repeat(64) }) },
    }));
    expect((await send(`${one}/approve`, { planDigest: digest })).statusCode).toBe(409);
    expect(await desk.events(requestId)).toContain("approval-refused");
  });
});
