import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BlockRecord } from "#kernel/block.ts";
import type { RequestId } from "#kernel/ids.ts";
import { at } from "../../../support/requests.ts";
import { type Desk, officersRights, openOfficersDesk } from "../desk.ts";

let desk: Desk;
let as: string;
beforeEach(() => {
  desk = openOfficersDesk();
  as = desk.signInOfficer("olivia", officersRights);
});
afterEach(() => desk.close());

const given = async (
  name: string,
  status: "in-force" | "in-review" | "fulfilled",
  change: Partial<BlockRecord>,
): Promise<RequestId> => {
  const requestId = await desk.given(name, {
    kind: "block",
    status: status === "in-review" ? "in-review" : "running",
    progress: {
      block: {
        state: "in-force",
        reason: "abuse",
        reach: "everywhere",
        end: { kind: "review", by: at("2026-12-24") },
        automatic: false,
        setBy: "officer:somebody",
        ...change,
      },
    },
  });
  if (status !== "in-review") await desk.change(requestId, () => ({ status }));
  return requestId;
};

const listed = async (query = "") => {
  const { statusCode, json } = await desk.call("GET", "/officer/blocks", { as, query });
  expect([query, statusCode]).toEqual([query, 200]);
  return json as { blocks: { requestId: RequestId }[]; cursor?: string };
};
const idsOf = async (query?: string) => (await listed(query)).blocks.map(({ requestId }) => requestId);

describe("the list of blocks", () => {
  test("is told apart by what becomes of them, and by their reason", async () => {
    const standing = await given("ada", "in-force", {});
    const due = await given("ben", "in-force", { state: "review-due", reason: "fraud" });
    const proposed = await given("carl", "in-review", { state: "proposed", reason: "fraud" });
    const over = await given("dora", "fulfilled", { state: "ended" });
    await desk.given("emil", { status: "in-review" }); // no block at all
    expect((await idsOf()).toSorted()).toEqual([standing, due].toSorted());
    expect(await idsOf("state=review-due")).toEqual([due]);
    expect(await idsOf("state=proposed")).toEqual([proposed]);
    expect(await idsOf("state=over")).toEqual([over]);
    expect(await idsOf("state=standing&reason=abuse")).toEqual([standing]);
    expect(await idsOf("state=proposed&reason=abuse")).toEqual([]);
  });

  test("comes a page at a time, each block once, also where a filter leaves most of them out", async () => {
    const ids: RequestId[] = [];
    for (let number = 0; number < 7; number += 1) {
      ids.push(await given(`fraud${number}`, "in-force", { reason: "fraud" }));
      await given(`abuse${number}`, "in-force", {});
    }
    const seen: RequestId[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await listed(`reason=fraud&limit=3${more}`);
      seen.push(...page.blocks.map(({ requestId }) => requestId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test("takes no reason that there is none of, and no other list's cursor (I15)", async () => {
    for (const query of ["reason=dislike", "state=all", "cursor=x"])
      expect((await desk.call("GET", "/officer/blocks", { as, query })).statusCode).toBe(400);
  });
});
