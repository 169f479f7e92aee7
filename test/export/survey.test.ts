import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { pagesOf } from "#export/pages.ts";
import { safeItems, survey } from "#export/survey.ts";
import { UserId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import { memoryArchive } from "../support/memory-archive.ts";
import { aPolicy, at, requestId } from "../support/requests.ts";

const ada = UserId.parse("auth0|ada");
const person = { userId: ada, logins: [ada], address: "ada@example.com" };

const record = (id: string, time: string, more: JsonObject = {}): JsonObject => ({
  log_id: id,
  date: `2026-11-24T${time}:00.000Z`,
  type: "s",
  user_id: ada,
  ip: "192.0.2.7",
  user_agent: "Firefox",
  ...more,
});

/** The log as it is handed out, of the pages that were collected. */
const handedOut = async (...log: JsonObject[][]): Promise<JsonObject[]> => {
  const pages = pagesOf(memoryArchive(new Map()), randomBytes(32), requestId());
  await pages.keep("profile", 0, { items: [{ user_id: ada, email: "ada@example.com" }] });
  for (const [number, items] of log.entries())
    await pages.keep("log-events", number, { items, ...(number + 1 < log.length && { next: `${number + 1}` }) });
  const safe = safeItems(pages, () => survey(pages, person, at("2026-11-24T00:00:00.000Z")), aPolicy());
  const items: JsonObject[] = [];
  for await (const item of safe("log-events")) items.push(item);
  return items;
};

describe("the log of a person, as it is handed out", () => {
  test("is one list in order of time, though it came as several that tell the same twice", async () => {
    const own = [record("a", "08:00"), record("c", "10:00")];
    const byAddress = [record("b", "09:00"), record("c", "10:00"), record("d", "11:00")];
    const ids = (await handedOut(own, byAddress)).map(({ log_id }) => log_id);
    expect(ids).toEqual(["a", "b", "c", "d"]);
  });

  test("shows where a failed login came from, when a login that stands later, in another list, shows whose it was", async () => {
    const failed = record("a", "08:00", { type: "fp" });
    const [shown] = await handedOut([failed], [record("b", "08:30")]);
    expect(shown).toMatchObject({ log_id: "a", ip: "192.0.2.7" });
    const [cut] = await handedOut([failed], [record("b", "08:30", { ip: "192.0.2.8" })]);
    expect(cut).toMatchObject({ log_id: "a", ip: "other" });
  });

  test("has nothing of another account of the same address, nor of before the account was made (I7)", async () => {
    const other = record("b", "09:00", { user_id: "auth0|otto", user_name: "ada@example.com" });
    const former = record("c", "09:00", { date: "2026-11-23T09:00:00.000Z" });
    expect((await handedOut([former, record("a", "08:00"), other])).map(({ log_id }) => log_id)).toEqual(["a"]);
    // nor does a login of the former owner's vouch for anything
    const failed = record("d", "00:10", { type: "fp" });
    const vouching = record("e", "23:50", { date: "2026-11-23T23:50:00.000Z" });
    expect(await handedOut([vouching, failed])).toMatchObject([{ log_id: "d", ip: "other" }]);
  });
});
