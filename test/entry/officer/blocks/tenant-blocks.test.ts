import { afterEach, beforeEach, expect, test } from "vitest";
import { anAccount } from "../../../support/requests.ts";
import { type Desk, officersRights, openOfficersDesk } from "../desk.ts";

let desk: Desk;
let as: string;
beforeEach(() => {
  desk = openOfficersDesk();
  as = desk.signInOfficer("olivia", officersRights);
  desk.accounts.set("auth0|ada", anAccount({ blocked: true }));
});
afterEach(() => desk.close());

const ofAda = "/officer/users/auth0%7Cada/brute-force-blocks";

test("brute-force blocks are shown apart from the block of the account, without the address that was typed", async () => {
  const { statusCode, json } = await desk.call("GET", ofAda, { as });
  expect([statusCode, json]).toEqual([200, { accountBlocked: true, blocks: [{ ip: "203.0.113.7" }] }]);
});

test("they are cleared with a reason, by whoever may change accounts", async () => {
  expect((await desk.call("DELETE", ofAda, { as })).statusCode).toBe(400);
  expect((await desk.call("DELETE", ofAda, { as, query: "because=person-asked" })).statusCode).toBe(202);
  expect(desk.planned).toEqual([expect.stringMatching(/^clear-brute-force-[0-9a-f]{32}$/)]);
});

test("nobody clears their own", async () => {
  desk.accounts.set("auth0|olivia", anAccount());
  const own = "/officer/users/auth0%7Colivia/brute-force-blocks";
  expect((await desk.call("DELETE", own, { as, query: "because=mistake" })).statusCode).toBe(403);
});

test.each(["..", "auth0%7C", "%7C", "*", "auth0%7Ca%2Fb"])(
  "an id that would lead elsewhere is nobody's: %s (I7)",
  async (id) => {
    expect((await desk.call("GET", `/officer/users/${id}/brute-force-blocks`, { as })).statusCode).toBe(404);
  },
);

test("an address is shown and released, and stands in no name (I10)", async () => {
  expect((await desk.call("GET", "/officer/addresses/203.0.113.9", { as })).json).toEqual({ heldBack: true });
  const query = "because=mistake";
  expect((await desk.call("DELETE", "/officer/addresses/203.0.113.9", { as, query })).statusCode).toBe(202);
  expect(desk.planned).toEqual([expect.stringMatching(/^release-address-[0-9a-f]{32}$/)]);
  expect((await desk.call("DELETE", "/officer/addresses/somewhere", { as, query })).statusCode).toBe(404);
});
