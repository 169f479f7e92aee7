import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { statesIn } from "#entry/officer/run-view.ts";
import { storyGraph } from "#entry/officer/story-graph.ts";
import type { RequestId } from "#kernel/ids.ts";
import { at } from "../../support/requests.ts";
import { type Desk, officersRights, openOfficersDesk } from "./desk.ts";

let desk: Desk;
let olivia: string;
beforeEach(() => {
  desk = openOfficersDesk();
  olivia = desk.signInOfficer("olivia", officersRights);
});
afterEach(() => desk.close());

const list = async (query = "") => {
  const { statusCode, json } = await desk.call("GET", "/officer/requests", { as: olivia, query });
  expect([query, statusCode]).toEqual([query, 200]);
  return json as { requests: { requestId: RequestId; claimedBy?: string; daysLeft: number }[]; cursor?: string };
};
const idsOf = async (query?: string) => (await list(query)).requests.map(({ requestId }) => requestId);

describe("the officers' list", () => {
  test("is in order of due date over all open states, and leaves out what is answered", async () => {
    const late = await desk.given("ada", { status: "cooling-off", dueAt: at("2026-12-24") });
    const soon = await desk.given("ben", { status: "in-review", dueAt: at("2026-12-01") });
    const held = await desk.given("carl", { status: "held", dueAt: at("2026-12-10") });
    const over = await desk.given("dora", { status: "withdrawn" });
    expect(await idsOf()).toEqual([soon, held, late]);
    expect(await idsOf("status=withdrawn")).toEqual([over]);
    expect(await idsOf("status=held,in-review")).toEqual([soon, held]);
    expect(await idsOf("dueBefore=2026-12-05T00:00:00.000Z")).toEqual([soon]);
  });

  test("counts the days left by the controller's calendar, below 0 when overdue", async () => {
    await desk.given("ada", { dueAt: at("2026-11-22T22:59:59.999Z") });
    await desk.given("ben", { dueAt: at("2026-12-23T22:59:59.999Z") });
    expect((await list()).requests.map(({ daysLeft }) => daysLeft)).toEqual([-2, 29]);
  });

  test("is filtered by claim and attention, and a claim is shown as mine or another's", async () => {
    const mine = await desk.given("ada");
    const theirs = await desk.given("ben");
    const free = await desk.given("carl", { attention: { since: at("2026-11-24"), error: "Busy" } });
    const oskar = desk.signInOfficer("oskar", officersRights);
    for (const [as, id] of [
      [olivia, mine],
      [oskar, theirs],
    ] as const)
      await desk.call("POST", `/officer/requests/${id}/claim`, { as, body: { to: "me" } });
    expect(await idsOf("claimed=me")).toEqual([mine]);
    expect(await idsOf("claimed=nobody")).toEqual([free]);
    expect(await idsOf("attention=true")).toEqual([free]);
    const { requests } = await list();
    const other = requests.find(({ requestId }) => requestId === theirs)?.claimedBy;
    expect(requests.find(({ requestId }) => requestId === mine)?.claimedBy).toBe("me");
    expect(await idsOf(`claimed=${other}`)).toEqual([theirs]);
    await desk.call("POST", `/officer/requests/${mine}/claim`, { as: olivia, body: { to: "nobody" } });
    expect((await idsOf("claimed=nobody")).toSorted()).toEqual([mine, free].toSorted());
  });

  test("is paged without losing or repeating any, with a filter as well", async () => {
    const ids: RequestId[] = [];
    for (let number = 0; number < 9; number += 1) {
      const status = number % 2 === 0 ? "cooling-off" : "in-review";
      ids.push(await desk.given(`p${number}`, { status, dueAt: at(`2026-12-0${(number % 3) + 1}`) }));
    }
    for (const filter of ["", "&claimed=nobody", "&kind=deletion"]) {
      const seen: RequestId[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(`limit=2${filter}${cursor === undefined ? "" : `&cursor=${cursor}`}`);
        seen.push(...page.requests.map(({ requestId }) => requestId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen.toSorted()).toEqual(ids.toSorted());
    }
  });

  test.each([
    "cursor=AAAA",
    "status=nowhere",
    "limit=0",
    "claimed=ben",
    "attention=maybe",
    "user=ben",
    "dueBefore=now",
  ])("is refused for a query of %s (I15)", async (query) => {
    expect((await desk.call("GET", "/officer/requests", { as: olivia, query })).statusCode).toBe(400);
  });
});

describe("a run as officers see it", () => {
  const event = (id: number, type: string, state?: string) => ({ id, at: at("2026-11-24"), type, state, details: {} });

  test("shows each state once, as it stands now", () => {
    const events = [
      event(1, "ExecutionStarted"),
      event(2, "TaskStateEntered", "Open"),
      event(3, "TaskStateExited", "Open"),
      event(4, "TaskStateEntered", "Cooling-off"),
    ];
    const waits = new Set(["Cooling-off"]);
    expect(statesIn(events, waits).map(({ state, status }) => [state, status])).toEqual([
      ["Open", "done"],
      ["Cooling-off", "waiting"],
    ]);
  });

  test("shows what failed, and what was taken up again", () => {
    const failed = [event(1, "TaskStateEntered", "Block"), event(2, "TaskFailed"), event(3, "ExecutionFailed")];
    expect(statesIn(failed, new Set())).toMatchObject([{ state: "Block", status: "failed" }]);
    const redriven = [...failed, event(4, "ExecutionRedriven")];
    expect(statesIn(redriven, new Set())).toMatchObject([{ state: "Block", status: "redriven" }]);
  });

  test("counts how often a state was entered", () => {
    const events = ["Ask", "Wait", "Ask"].map((state, place) => event(place, "TaskStateEntered", state));
    expect(statesIn(events, new Set()).map(({ state, times }) => [state, times])).toEqual([
      ["Ask", 2],
      ["Wait", 1],
    ]);
  });
});

test("a story is drawn with where each state goes on to, and why", () => {
  const graph = storyGraph({
    StartAt: "Park",
    States: {
      Park: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Next: "Which",
        Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Done" }],
      },
      Which: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.outcome in ['capped', 'off'] %}", Next: "Park" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  });
  expect(graph).toEqual({
    start: "Park",
    states: [
      { name: "Park", type: "Task", waits: true, next: [{ to: "Which" }, { to: "Done", because: "time is over" }] },
      {
        name: "Which",
        type: "Choice",
        waits: false,
        next: [
          { to: "Park", because: "capped, off" },
          { to: "Done", because: "otherwise" },
        ],
      },
      { name: "Done", type: "Succeed", waits: false, next: [] },
    ],
  });
});
