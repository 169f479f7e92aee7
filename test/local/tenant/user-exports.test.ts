import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ada } from "#local/seed/named-people.ts";
import { call, database, tenantOfEachTest } from "../../support/tenant.ts";

const at = tenantOfEachTest();

const begin = async (body: object) => {
  const answer = await call(at.tenant, "POST", "/jobs/users-exports", { body: { format: "json", ...body } });
  return { status: answer.status, id: String(answer.body.id) };
};
const job = async (id: string) => (await call(at.tenant, "GET", `/jobs/${id}`)).body;
const linesAt = async (location: unknown): Promise<Record<string, unknown>[]> => {
  const file = Buffer.from(await (await fetch(String(location))).arrayBuffer());
  return gunzipSync(file)
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
};

describe("a job that exports users", () => {
  const fields = [
    { name: "user_id" },
    { name: "user_metadata.lang", export_as: "language" },
    { name: "identities[0].connection", export_as: "connection" },
  ];

  test("is pending, then done with a link to gzipped JSON lines of the fields asked for", async () => {
    const { id } = await begin({ limit: 1_000_000, fields });
    expect(await job(id)).toMatchObject({ type: "users_export", status: "pending" });
    at.clock.wind(10);
    const { status, location } = await job(id);
    expect(status).toBe("completed");
    const lines = await linesAt(location);
    expect(lines.length).toBeGreaterThan(150);
    expect(lines).toContainEqual({ user_id: ada, language: "en", connection: database });
  });

  test("has five accounts where no limit was given, and those of one connection where one was", async () => {
    const five = await begin({});
    const ofOne = await begin({ limit: 1000, fields, connection_id: "con_localGoogle00001" });
    at.clock.wind(10);
    expect(await linesAt((await job(five.id)).location)).toHaveLength(5);
    const lines = await linesAt((await job(ofOne.id)).location);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(150);
  });

  test("gives a new link each time, and each is good for a minute", async () => {
    const { id } = await begin({ limit: 10 });
    at.clock.wind(10);
    const { location } = await job(id);
    at.clock.wind(61);
    expect((await fetch(String(location))).status).toBe(403);
    expect((await fetch(String((await job(id)).location))).status).toBe(200);
    expect((await fetch(`${at.tenant.url}/user-exports/${id}.json.gz?token=guessed`)).status).toBe(403);
  });

  test("shows what the accounts were when it was done, not when it is downloaded", async () => {
    const { id } = await begin({ limit: 1000, fields: [{ name: "user_id" }] });
    at.clock.wind(10);
    await job(id);
    await at.users.delete(ada);
    expect(await linesAt((await job(id)).location)).toContainEqual({ user_id: ada });
  });

  test("is refused where the plan has none", async () => {
    at.tenant.behave({ userExports: false });
    expect((await begin({})).status).toBe(403);
  });
});
