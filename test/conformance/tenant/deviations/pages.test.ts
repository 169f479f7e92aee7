import { expect, test } from "vitest";
import { tenantOfEachTest } from "../../../support/tenant.ts";
import { asking, count } from "./asking.ts";

const at = tenantOfEachTest();
const { read, status } = asking(at);

test("include_totals makes an object of a list", async () => {
  expect(Array.isArray(await read("/users?per_page=2"))).toBe(true);
  const page = await read("/users?per_page=2&include_totals=true");
  expect(page).toMatchObject({ start: 0, limit: 2, length: 2, total: 200 });
  expect(count(page.users)).toBe(2);
});

test("a checkpoint is good for 24 hours", async () => {
  const { next } = await read("/connections?take=1");
  at.clock.wind(86_400);
  expect(await status("GET", `/connections?take=1&from=${next}`)).toBe(200);
  at.clock.wind(1);
  expect(await status("GET", `/connections?take=1&from=${next}`)).toBe(400);
});

test("the last page of a checkpoint list has no next", async () => {
  expect(await read("/connections?take=100")).not.toHaveProperty("next");
});

test("device credentials without a type are refresh tokens only, once they are asked for in pages", async () => {
  const [key] = await read<{ user_id: string }[]>("/device-credentials?type=public_key");
  const types = async (query: string): Promise<string[]> => {
    const mine = `/device-credentials?user_id=${encodeURIComponent(key?.user_id ?? "")}`;
    return (await read<{ type: string }[]>(`${mine}${query}`)).map(({ type }) => type);
  };
  expect(await types("")).toContain("public_key");
  expect(await types("&page=0&per_page=100")).not.toContain("public_key");
  expect(await types("&page=0&per_page=100&type=public_key")).toEqual(["public_key"]);
});

test("device credentials end at the 1,000th with a 400", async () => {
  expect(await status("GET", "/device-credentials?page=9&per_page=100")).toBe(200);
  expect(await status("GET", "/device-credentials?page=10&per_page=100")).toBe(400);
});

test("a log search that is too long is a 414, which the operation does not list", async () => {
  expect(await status("GET", `/logs?search=type:${"s".repeat(2100)}`)).toBe(414);
});
