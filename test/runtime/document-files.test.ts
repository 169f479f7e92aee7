import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { DocumentFault, readDocuments } from "#runtime/document-files.ts";
import { withDirectory } from "../support/sqlite-host.ts";

const ours = fileURLToPath(new URL("../../auth0", import.meta.url));

const write = async (root: string, file: string, text: string) => {
  await mkdir(join(root, file, ".."), { recursive: true });
  await writeFile(join(root, file), text);
};

describe("the documents that we ship", () => {
  const documents = readDocuments(ours);

  test("are terms, a notice and a consent, each in both languages", () => {
    expect(documents.map(({ kind, document, version }) => [kind, document, version])).toEqual([
      ["terms", "terms", "2026-10"],
      ["terms", "terms", "2027-01"],
      ["notice", "privacy", "2026-10"],
      ["consent", "newsletter", "2026-10"],
    ]);
    for (const { texts } of documents) expect(Object.keys(texts).toSorted()).toEqual(["de", "en"]);
  });

  test("carry the hash of the very bytes, a title, and what changed", async () => {
    const text = documents[1]?.texts.en;
    const bytes = await readFile(join(ours, "terms/2027-01/text.en.md"));
    expect(text?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(text?.title).toBe("Terms of use");
    expect(text?.changes).toContain("60 days");
    expect(documents[0]?.texts.en?.changes).toBeUndefined();
  });
});

describe("a folder of documents", () => {
  test("that is not there is none", () =>
    withDirectory(async (root) => {
      expect(readDocuments(root)).toEqual([]);
    }));

  test.each([
    ["without a text", "terms/1/readme.md", "hello", "terms/1: has no text"],
    ["without a title", "terms/1/text.en.md", "hello", "terms/1/text.en.md: has no title"],
    ["with changes of a language without its text", "terms/1/changes.de.md", "x", "terms/1: has changes.de.md and no"],
    ["whose version is no name", "terms/-1/text.en.md", "# T", "terms/-1: is not a version"],
    [
      "that calls a consent by the terms' name",
      "consents/terms/1/text.en.md",
      "# T",
      "consents/terms: this name is kept",
    ],
  ])("%s is refused by name", (_, file, text, message) =>
    withDirectory(async (root) => {
      await write(root, file, text);
      expect(() => readDocuments(root)).toThrow(DocumentFault);
      expect(() => readDocuments(root)).toThrow(message);
    }),
  );
});
