import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { clientFolder, generateClient } from "#web/client/generate.ts";

const folder = mkdtempSync(join(tmpdir(), "habeas-client-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesIn = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(root.length), readFileSync(file, "utf8")]),
  );

describe("the pages' client", () => {
  test("is what the routes say now; if not: npm run client", async () => {
    await generateClient(folder);
    expect(filesIn(clientFolder)).toEqual(filesIn(folder));
  });
});
