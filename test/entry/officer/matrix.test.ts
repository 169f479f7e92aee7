import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { aHold, at } from "../../support/requests.ts";
import { type Desk, digest, inReview, leadsRights, officersRights, openOfficersDesk } from "./desk.ts";

// Who may do what to which request: principal × operation × object. Each cell is asked, and its answer follows from two small tables.

/** Everybody who may knock. */
const principals = {
  nobody: undefined,
  "a person": { permissions: [] },
  "a person with another permission": { permissions: ["terms:publish"] },
  auditor: { permissions: ["requests:read", "audit:read"] },
  administrator: { permissions: ["requests:read", "switch:write"] },
  officer: { permissions: officersRights },
  lead: { permissions: leadsRights },
  "an officer without a second factor": { permissions: officersRights, secondFactorAgo: undefined },
  "an officer with an old second factor": { permissions: officersRights, secondFactorAgo: 901 },
  "the officer whom it is about": { permissions: officersRights, own: true },
} as const satisfies Record<
  string,
  { permissions: readonly string[]; secondFactorAgo?: number | undefined; own?: boolean } | undefined
>;
type Principal = keyof typeof principals;

const objects = ["in review", "held", "finished", "absent", "no id at all"] as const;
type Object_ = (typeof objects)[number];

interface Operation {
  permissions: readonly string[];
  decides: boolean;
  body?: object;
  query?: string;
  /** Answers on a request in review, held, or finished; without it there is no request, and the answer is always the same. */
  on?: Record<"in review" | "held" | "finished", number>;
  answer?: number;
  /** Nobody does it to their own request. */
  notOwn?: boolean;
}

const reviewAt = plus(at("2026-11-24"), 30 * 86_400);
const decide = { permissions: ["requests:decide"], decides: true, notOwn: true } as const;
const read = { permissions: ["requests:read"], decides: false } as const;
const watchTerms = { permissions: ["requests:read", "terms:publish"], decides: false } as const;
const publish = { permissions: ["terms:publish"], decides: true } as const;
const always = { "in review": 200, held: 200, finished: 200 };

const noBlock = { "in review": 404, held: 404, finished: 404 };

/** Every operation of the officers' door. One that is not here fails the first test below. */
const operations: Record<string, Operation> = {
  "GET /officer/requests": { ...read, answer: 200 },
  "GET /officer/requests/{requestId}": { ...read, on: always },
  "GET /officer/requests/{requestId}/audit": {
    permissions: ["requests:read", "audit:read"],
    decides: false,
    on: always,
  },
  "GET /officer/requests/{requestId}/run": { ...read, on: always },
  "GET /officer/stories/{story}": { ...read, answer: 200 },
  "POST /officer/requests/{requestId}/claim": { ...decide, body: { to: "me" }, on: { ...always, finished: 409 } },
  "POST /officer/requests/{requestId}/approve": {
    ...decide,
    body: { planDigest: digest },
    on: { "in review": 200, held: 409, finished: 409 },
  },
  "POST /officer/requests/{requestId}/refuse": {
    ...decide,
    body: { ground: "legal-claims" },
    on: { ...always, finished: 409 },
  },
  "POST /officer/requests/{requestId}/extend": {
    ...decide,
    body: { because: "complexity" },
    on: { ...always, finished: 409 },
  },
  "POST /officer/requests/{requestId}/suspend": {
    ...decide,
    body: { because: "scope" },
    on: { ...always, finished: 409 },
  },
  "POST /officer/requests/{requestId}/resume": { ...decide, body: {}, on: { ...always, finished: 409 } },
  "POST /officer/requests/{requestId}/holds": {
    ...decide,
    body: { ground: "legal-claims", reference: "M-9", reviewAt },
    // a hold on somebody whose request was withdrawn keeps whatever comes next
    on: always,
  },
  "DELETE /officer/requests/{requestId}/holds/{holdId}": {
    ...decide,
    on: { "in review": 404, held: 200, finished: 404 },
  },
  "POST /officer/requests/{requestId}/holds/{holdId}/review": {
    ...decide,
    body: { reviewAt },
    on: { "in review": 404, held: 200, finished: 404 },
  },
  "POST /officer/requests/{requestId}/answer-hold": {
    ...decide,
    body: {},
    on: { "in review": 409, held: 200, finished: 409 },
  },
  "POST /officer/requests/{requestId}/lift-restriction": {
    ...decide,
    body: { because: "mistake" },
    on: { "in review": 409, held: 409, finished: 409 },
  },
  "POST /officer/requests/{requestId}/keep-restriction": {
    ...decide,
    body: { reviewAt },
    on: { "in review": 409, held: 409, finished: 409 },
  },
  "POST /officer/requests/{requestId}/answer-contest": {
    permissions: ["blocks:write"],
    decides: true,
    notOwn: true,
    body: { outcome: "lift", because: "mistake" },
    on: { "in review": 409, held: 409, finished: 409 },
  },
  "POST /officer/requests/{requestId}/try-again": {
    ...decide,
    body: {},
    on: { "in review": 409, held: 409, finished: 409 },
  },
  "POST /officer/requests/{requestId}/reveal": {
    permissions: ["subjects:reveal"],
    decides: true,
    notOwn: true,
    body: { because: "contact" },
    on: always,
  },
  "POST /officer/requests": {
    permissions: ["requests:decide"],
    decides: true,
    body: {
      kind: "deletion",
      userId: "auth0|caller",
      receivedAt: "2026-11-24T08:00:00.000Z",
      identity: "known-in-person",
    },
    answer: 202,
  },
  "POST /officer/approvals": {
    permissions: ["requests:decide"],
    decides: true,
    body: {
      shape: "b".repeat(64),
      requests: [{ requestId: "01AAAAAAAAAAAAAAAAAAAAAAAA", planDigest: digest }],
      dryRun: true,
    },
    answer: 200,
  },
  "GET /officer/tasks": { ...read, answer: 200 },
  "GET /officer/log-stream": { ...read, answer: 200 },
  "GET /officer/quarantine": { ...read, answer: 200 },
  // there is no such task, and nothing in quarantine: what becomes of one that is there stands in events.test.ts
  "POST /officer/tasks/{taskId}/decision": {
    permissions: ["requests:decide"],
    decides: true,
    body: { outcome: "done" },
    answer: 404,
  },
  "POST /officer/tasks/{taskId}/reveal": {
    permissions: ["subjects:reveal"],
    decides: true,
    body: { because: "contact" },
    answer: 404,
  },
  "POST /officer/quarantine/{id}/put-back": {
    permissions: ["requests:decide"],
    decides: true,
    body: {},
    answer: 404,
  },
  "GET /officer/terms": { ...watchTerms, answer: 200 },
  "GET /officer/terms/{version}": { ...watchTerms, answer: 404 },
  "GET /officer/terms/{version}/run": { ...watchTerms, answer: 404 },
  "GET /officer/terms/{version}/audit": {
    permissions: ["requests:read", "terms:publish", "audit:read"],
    decides: false,
    answer: 404,
  },
  "POST /officer/terms": {
    ...publish,
    body: { version: "2027-01", change: "material", effectiveAt: reviewAt, dryRun: true },
    answer: 200,
  },
  "POST /officer/terms/{version}/stop": { ...publish, answer: 404 },
  "POST /officer/terms/{version}/undo": { ...publish, answer: 404 },
  "POST /officer/terms/{version}/try-again": { ...publish, answer: 404 },
  "GET /officer/blocks": { ...read, answer: 200 },
  "POST /officer/blocks": {
    permissions: ["blocks:write"],
    decides: true,
    body: { userId: "auth0|somebody", reason: "abuse", reach: "everywhere", end: { kind: "lifted" } },
    answer: 202,
  },
  // requests of other kinds are no blocks: what becomes of a block stands in blocks.test.ts
  "GET /officer/blocks/{requestId}": { ...read, on: noBlock },
  "DELETE /officer/blocks/{requestId}": {
    permissions: ["blocks:write"],
    decides: true,
    query: "because=mistake",
    on: noBlock,
  },
  "POST /officer/blocks/{requestId}/keep": {
    permissions: ["blocks:write"],
    decides: true,
    body: { end: { kind: "lifted" } },
    on: noBlock,
  },
  "GET /officer/bulk-blocks": { ...read, answer: 200 },
  "POST /officer/bulk-blocks": {
    permissions: ["blocks:write"],
    decides: true,
    body: { action: "unblock", userIds: ["auth0|somebody"], because: "mistake" },
    answer: 202,
  },
  // what becomes of a list that is there stands in bulk.test.ts and its journey
  "GET /officer/bulk-blocks/{bulkId}": { ...read, answer: 404 },
  "GET /officer/bulk-blocks/{bulkId}/entries": { ...read, answer: 404 },
  "POST /officer/bulk-blocks/{bulkId}/reveal": {
    permissions: ["subjects:reveal"],
    decides: true,
    body: { page: 1, because: "complaint" },
    answer: 404,
  },
  "POST /officer/bulk-blocks/{bulkId}/approve": {
    permissions: ["blocks:write"],
    decides: true,
    body: { planDigest: "0".repeat(64) },
    answer: 404,
  },
  "POST /officer/bulk-blocks/{bulkId}/stop": { permissions: ["blocks:write"], decides: true, answer: 404 },
  "POST /officer/bulk-blocks/{bulkId}/try-again": { permissions: ["blocks:write"], decides: true, answer: 404 },
  "GET /officer/requests/{requestId}/recipients": { ...read, on: always },
  // nobody was asked anything: what becomes of an answer stands in recipients.test.ts
  "POST /officer/requests/{requestId}/recipients/{recipient}/answer": {
    ...decide,
    body: { verb: "erase", answer: "done", counts: { letters: 2 }, reference: "M-9" },
    on: { "in review": 404, held: 404, finished: 404 },
  },
  "PUT /officer/requests/{requestId}/recipients/{recipient}/part": {
    ...decide,
    on: { "in review": 404, held: 404, finished: 404 },
  },
  // nobody is there by that name: what becomes of one who is stands in tenant-blocks.test.ts
  "GET /officer/users/{userId}/brute-force-blocks": { permissions: ["blocks:write"], decides: true, answer: 404 },
  "DELETE /officer/users/{userId}/brute-force-blocks": {
    permissions: ["blocks:write"],
    decides: true,
    query: "because=mistake",
    answer: 404,
  },
  "GET /officer/addresses/{ip}": { permissions: ["blocks:write"], decides: true, answer: 200 },
  "DELETE /officer/addresses/{ip}": {
    permissions: ["blocks:write"],
    decides: true,
    query: "because=mistake",
    answer: 202,
  },
  "GET /officer/kill-switch": { ...read, answer: 200 },
  "PUT /officer/kill-switch": { permissions: ["switch:write"], decides: true, body: { off: false }, answer: 200 },
};

/** What must be answered, by the rules of the door in their order: token, permission, second factor, existence, ownership, state. */
const expected = (principal: Principal, operation: Operation, object: Object_): number => {
  const who = principals[principal];
  if (who === undefined) return 401;
  const rights: readonly string[] = who.permissions;
  if (!operation.permissions.some((permission) => rights.includes(permission))) return 403;
  const isStale = "secondFactorAgo" in who && (who.secondFactorAgo === undefined || who.secondFactorAgo > 900);
  if (operation.decides && isStale) return 401;
  if (operation.on === undefined) return operation.answer ?? 0;
  if (object === "absent" || object === "no id at all") return 404;
  if ("own" in who && operation.notOwn) return 403;
  return operation.on[object];
};

let desk: Desk;
beforeEach(() => {
  desk = openOfficersDesk();
});
afterEach(() => desk.close());

const given = async (principal: Principal, object: Object_): Promise<string> => {
  const who = principals[principal];
  const name = who !== undefined && "own" in who ? "olivia" : "ben";
  switch (object) {
    case "in review":
      return desk.given(name, inReview(1));
    case "held": {
      const requestId = await desk.given(name, { status: "held" });
      const ref = await desk.subjectOf(name);
      await desk.ports.requests.changeSubject(ref, (subject) => ({
        outcome: undefined,
        subject: { ...subject, holds: [aHold({ reviewAt })] },
        audit: [],
      }));
      return requestId;
    }
    case "finished":
      return desk.given(name, { status: "withdrawn" });
    case "absent":
      return "01KARZ3NDEKTSV4RRFFQ69G5FA";
    case "no id at all":
      return "..%2f..";
  }
};

const tokenOf = (principal: Principal): string | undefined => {
  const who = principals[principal];
  if (who === undefined) return undefined;
  if (!("secondFactorAgo" in who)) return desk.signInOfficer("olivia", who.permissions);
  const as = desk.signInOfficer("olivia", who.permissions, who.secondFactorAgo ?? 0);
  const caller = desk.callers.get(as);
  if (who.secondFactorAgo === undefined && caller !== undefined)
    desk.callers.set(as, { ...caller, secondFactorAt: undefined });
  return as;
};

test("every operation of the door is in the table", () => {
  const routes = desk.routes.filter(({ who }) => who === "officer").map(({ method, path }) => `${method} ${path}`);
  expect(routes.toSorted()).toEqual(Object.keys(operations).toSorted());
});

describe.each(Object.keys(principals) as Principal[])("%s (I12, I14)", (principal) => {
  test.each(Object.entries(operations))("%s", async (name, operation) => {
    const [method, path] = name.split(" ") as [string, string];
    for (const object of operation.on === undefined ? ([objects[0]] as const) : objects) {
      const id = operation.on === undefined ? "" : await given(principal, object);
      const place = path
        .replace("{requestId}", id)
        .replace("{holdId}", "hold-1")
        .replace("{recipient}", "paper-archive")
        .replace("{story}", "deletion")
        .replace("{userId}", "auth0%7Cnobody")
        .replace("{ip}", "203.0.113.7")
        .replace("{version}", "2027-01")
        .replace(/\{(?:taskId|id)\}/, "task_0");
      const before = id.length === 26 ? await desk.ports.requests.find(id as RequestId) : undefined;
      const answer = await desk.call(method, place, {
        as: tokenOf(principal),
        body: operation.body,
        query: operation.query,
      });
      const wanted = expected(principal, operation, object);
      expect([object, answer.statusCode]).toEqual([object, wanted]);
      if (wanted >= 400 && before !== undefined) {
        expect(await desk.ports.requests.find(before.requestId)).toEqual(before);
      }
      desk.close();
      desk = openOfficersDesk();
    }
  });
});
