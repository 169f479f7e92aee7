import { createCipheriv, randomBytes } from "node:crypto";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pagesOf } from "#export/pages.ts";
import { memoryArchive } from "../support/memory-archive.ts";
import { requestId } from "../support/requests.ts";

const key = randomBytes(32);

/** Three pages of a log in an archive that says which of them was asked for. */
const threePages = async () => {
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const archive = memoryArchive(files);
  const watched: typeof archive = {
    ...archive,
    get: (kind, name) => {
      asked.push(name.slice(-1));
      return archive.get(kind, name);
    },
  };
  const pages = pagesOf(watched, key, requestId());
  for (const [number, next] of [
    [0, "1"],
    [1, "2"],
    [2, undefined],
  ] as const)
    await pages.keep("log-events", number, { items: [{ log_id: `${number}a` }, { log_id: `${number}b` }], next });
  asked.length = 0;
  return { pages, files, asked };
};

/** A page as it was sealed before pages of the log had a digest. */
const sealedWithoutDigest = (name: string, page: object): Uint8Array => {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(name));
  const content = Buffer.concat([cipher.update(zstdCompressSync(JSON.stringify(page))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), content]);
};

describe("the collected pages of a source", () => {
  test("come in order, each record once, and none twice from the archive", async () => {
    const { pages, asked } = await threePages();
    const ids: unknown[] = [];
    for await (const page of pages.lists("log-events")) ids.push(...page.map(({ log_id }) => log_id));
    expect(ids).toEqual(["0a", "0b", "1a", "1b", "2a", "2b"]);
    expect(asked).toEqual(["0", "1", "2"]);
  });

  test("are fetched one ahead and no further", async () => {
    const { pages, asked } = await threePages();
    for await (const [{ log_id } = {}] of pages.lists("log-events")) if (log_id === "0a") break;
    expect(asked).toEqual(["0", "1"]);
  });

  test("of which one was changed end in an error, and are never fewer", async () => {
    const { pages, files } = await threePages();
    const [name, page] = [...files].find(([each]) => each.endsWith("000002")) ?? [];
    if (name === undefined || page === undefined) throw new Error("there is no third page");
    files.set(
      name,
      page.map((byte, place) => (place === page.byteLength - 1 ? byte ^ 1 : byte)),
    );
    const goThrough = async () => {
      for await (const _ of pages.lists("log-events"));
    };
    await expect(goThrough()).rejects.toThrow();
  });

  test("are none where nothing was collected", async () => {
    const { pages } = await threePages();
    for await (const page of pages.lists("grants")) expect(page).toEqual([]);
  });

  test("can be gone through from one of them to before another", async () => {
    const { pages, asked } = await threePages();
    const ids: unknown[] = [];
    for await (const page of pages.lists("log-events", 1, 2)) ids.push(...page.map(({ log_id }) => log_id));
    expect(ids).toEqual(["1a", "1b"]);
    expect(asked).toEqual(["1"]);
  });

  test("of a log have their digests beside them, also those that were kept before there were any", async () => {
    const { pages, files } = await threePages();
    const [name] = [...files.keys()].filter((each) => each.endsWith("000001"));
    const page = { items: [{ log_id: "1a" }], next: "2" };
    files.set(String(name), sealedWithoutDigest(String(name).replace("pages/", ""), page));
    const found: boolean[] = [];
    for await (const { goesOn } of pages.logDigests()) found.push(goesOn);
    expect(found).toEqual([true, true, false]);
    for await (const items of pages.lists("log-events", 1, 2)) expect(items).toEqual(page.items);
  });
});
