import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import { type Journey, openJourney } from "../journeys/journey.ts";

const run = promisify(execFile);
const root = new URL("../..", import.meta.url).pathname;

/** A command as npm runs it: what it says, and how it ends. */
const command = async (
  name: string,
  args: string[],
  data: string,
  policy?: string,
): Promise<{ code: number; said: string }> => {
  const environment = { ...process.env, HABEAS_DATA: data, ...(policy !== undefined && { HABEAS_POLICY: policy }) };
  return run(process.execPath, ["local/run.mjs", name, ...args], { cwd: root, env: environment }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
};

let journey: Journey;
let folder: string;
let receipt: string;
let identifiers: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "habeas-commands-"));
  journey = await openJourney();
  const { requestId } = await journey.askForDeletion("otto@example.com");
  await journey.windBy(days(7) + 120);
  const [mail] = (await journey.system.outbox.list()).items;
  const [jws, json] = mail?.attachments ?? [];
  expect([jws?.name, json?.name]).toEqual([`${requestId}.jws`, `${requestId}.identifiers.json`]);
  receipt = join(folder, "receipt.jws");
  identifiers = join(folder, "identifiers.json");
  writeFileSync(receipt, jws?.content ?? "");
  writeFileSync(identifiers, json?.content ?? "");
  writeFileSync(join(folder, "jwks.json"), JSON.stringify({ keys: await journey.system.ports.keys.publicKeys() }));
  await journey.windBy(900);
  await journey.system.close();
});
afterAll(async () => {
  await journey.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("npm run verify", () => {
  test("says what a genuine receipt says, with the keys of a file and nothing else", async () => {
    const { code, said } = await command("verify", [receipt, "--keys", join(folder, "jwks.json")], "/nowhere");
    expect(said).toMatch(/Genuine: signed with the key/);
    expect(said).toMatch(/Deleted +sign-in provider \(Auth0\): 1 accounts/);
    expect(code).toBe(0);
  });

  test("says whose it is to who has the salt, and to nobody else", async () => {
    const mine = await command("verify", [receipt, "--identifiers", identifiers], journey.dataDir);
    expect([mine.code, mine.said]).toEqual([0, expect.stringContaining("It is the receipt of auth0|otto")]);
    const guess = { ...JSON.parse(readFileSync(identifiers, "utf8")), salt: "0".repeat(64) };
    const guessed = join(folder, "guess.json");
    writeFileSync(guessed, JSON.stringify(guess));
    const others = await command("verify", [receipt, "--identifiers", guessed], journey.dataDir);
    expect([others.code, others.said]).toEqual([1, expect.stringContaining("not for these identifiers")]);
  });

  test("says no to a receipt that was changed, and in a sentence", async () => {
    const forged = join(folder, "forged.jws");
    const [head, , signature] = readFileSync(receipt, "utf8").split(".");
    writeFileSync(forged, [head, Buffer.from("{}").toString("base64url"), signature].join("."));
    const { code, said } = await command("verify", [forged], journey.dataDir);
    expect([code, said.trim()]).toEqual([1, "This is not a genuine receipt, or not one of these keys."]);
  });

  test.each([
    [[], /Which receipt\?/],
    [["x.jws"], /There are no keys in/],
  ])("says what is missing: %j", async (args, sentence) => {
    const { code, said } = await command("verify", args as string[], "/nowhere");
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });
});

describe("npm run audit -- verify", () => {
  test("finds an installation whole, held against its checkpoints, and then one letter that was changed (I11)", async () => {
    const whole = await command("audit", ["verify"], journey.dataDir);
    expect(whole.said).toMatch(/Whole: \d+ chains, held against [1-9]\d* signed checkpoints/);
    expect(whole.code).toBe(0);
    const database = new DatabaseSync(join(journey.dataDir, "requests.db"));
    const { changes } = database
      .prepare("UPDATE record SET body = replace(body, 'account-deleted', 'account-spared') WHERE sk LIKE 'ENTRY#%'")
      .run();
    database.close();
    expect(Number(changes)).toBeGreaterThan(0);
    const changed = await command("audit", ["verify"], journey.dataDir);
    expect(changed.said).toMatch(/request\/\w+, entry \d+: edited/);
    expect(changed.code).toBe(1);
  });

  test("says that there is no installation", async () => {
    const { code, said } = await command("audit", ["verify"], "/nowhere");
    expect([code, said]).toEqual([1, expect.stringContaining("There is no installation in /nowhere.")]);
  });
});

describe("a policy that cannot hold", () => {
  // waits that do not fit the legal month are unlawful, an unknown word is a slip: one line for each, what to write, and no stack
  test.each([
    ["npm start", "start"],
    ["npm run synth", "../infra/app"],
    ["npm run rehearse", "rehearse"],
  ])("is refused by %s with line, reason and remedy", async (_, name) => {
    const policy = join(folder, "policy.yaml");
    const ours = readFileSync(join(root, "policy.yaml"), "utf8");
    writeFileSync(policy, ours.replace("coolingOff: 7 days", "coolingOff: 20 days").replace("locales:", "localess:"));
    const line = (text: string) => ours.split("\n").findIndex((each) => each.includes(text)) + 1;
    const { code, said } = await command(name, name === "rehearse" ? ["x"] : [], join(folder, "none"), policy);
    expect(said).toContain(`policy.yaml:${line("coolingOff: 7 days")}  deletion.coolingOff: is too long`);
    expect(said).toContain('Write at most "18 days"');
    expect(said).toContain(`policy.yaml:${line("locales:")}  localess: is not a setting. Remove it`);
    expect(said).not.toMatch(/^\s+at |node:internal/m);
    expect(code).toBe(1);
  });
});
