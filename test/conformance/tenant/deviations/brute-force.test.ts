import { expect, test } from "vitest";
import { nonAscii } from "#local/seed/named-people.ts";
import { database, enter, tenantOfEachTest } from "../../../support/tenant.ts";
import { user } from "../drives/paths.ts";
import { asking, count } from "./asking.ts";

const at = tenantOfEachTest();
const { change, read, status } = asking(at);
const email = "zoe@example.com";
const blocksPath = `/user-blocks/${encodeURIComponent(nonAscii)}`;

const holdBack = async (): Promise<void> => {
  at.tenant.behave({ bruteForceThreshold: 2 });
  for (let time = 0; time < 2; time += 1)
    await expect(enter(at.tenant, { email, password: "wrong" })).rejects.toThrow();
};
const blocks = async (): Promise<number> => count((await read(blocksPath)).blocked_for);

test("a brute-force block is not the administrator's block, and lifting one leaves the other", async () => {
  await holdBack();
  expect(await read(user(nonAscii))).not.toMatchObject({ blocked: true });
  await change(user(nonAscii), { blocked: true });
  expect(await status("DELETE", blocksPath)).toBe(204);
  expect(await read(user(nonAscii))).toMatchObject({ blocked: true });
  await holdBack();
  await change(user(nonAscii), { blocked: false });
  expect(await blocks()).toBe(1);
});

test("a brute-force block holds back the right password too", async () => {
  await holdBack();
  await expect(enter(at.tenant, { email })).rejects.toThrow("blocked");
});

test("a brute-force block ends by itself after 30 days", async () => {
  await holdBack();
  at.clock.wind(30 * 86_400);
  await expect(enter(at.tenant, { email })).resolves.toBeDefined();
});

test("a new password ends a brute-force block", async () => {
  await holdBack();
  await change(user(nonAscii), { password: "new", connection: database });
  expect(await blocks()).toBe(0);
  await expect(enter(at.tenant, { email, password: "new" })).resolves.toBeDefined();
});
