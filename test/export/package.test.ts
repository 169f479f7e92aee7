import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test, vi } from "vitest";
import type { Contents, DataPart } from "#export/package/contents.ts";
import { packageOf } from "#export/package/package.ts";
import { cellAt, tables } from "#export/package/tables.ts";
import { zipOf } from "#export/package/zip.ts";
import type { JsonObject } from "#kernel/json.ts";
import { aPolicy, aRequest, at } from "../support/requests.ts";
import { filesInZip, sha256 } from "../support/zip.ts";

const part = (name: DataPart["name"], items: JsonObject[], more: Partial<DataPart> = {}): DataPart => ({
  name,
  portable: true,
  collectedAt: at("2026-11-23"),
  notAvailable: false,
  items: () => items,
  ...more,
});

const contents = (more: Partial<Contents> = {}): Contents => ({
  request: aRequest({ kind: "export" }),
  policy: aPolicy(),
  locale: "en",
  format: "full",
  at: at("2026-11-24"),
  data: [part("account", [{ email: "ada@example.com" }])],
  missing: [],
  recipients: [],
  parts: [],
  ...more,
});

async function* bytes(...pieces: Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* pieces;
}
const bytesOf = async (zip: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip) chunks.push(chunk);
  return Buffer.concat(chunks);
};
const filesOf = async (more: Partial<Contents> = {}) => filesInZip(await bytesOf(packageOf(contents(more))));

describe("a package", () => {
  test("has fixed names, and a manifest at its end that is true of every other file", async () => {
    const files = await filesOf();
    expect([...files.keys()]).toEqual([
      "data/account.json",
      "data/cut.json",
      "data/cut.csv",
      "index.html",
      "article-15.html",
      "manifest.json",
    ]);
    const manifest = JSON.parse(files.get("manifest.json")?.toString() ?? "");
    expect(manifest).toMatchObject({ schema: "habeas.export/1", format: "full", complete: true, missing: [] });
    for (const { path, bytes, sha256: hash, portable } of manifest.files) {
      const file = files.get(path) ?? Buffer.alloc(0);
      expect([path, bytes, hash]).toEqual([path, file.byteLength, sha256(file)]);
      expect(portable).toBe(path === "data/account.json");
    }
    expect(manifest.files).toHaveLength(5);
  });

  test("for another controller has the data alone, and no sheet", async () => {
    const files = await filesOf({ format: "portable" });
    expect([...files.keys()]).not.toContain("article-15.html");
    expect(files.get("index.html")?.toString()).toContain("Your data to take with you");
  });

  test("says on its first page, and in its manifest, what is missing", async () => {
    const files = await filesOf({ missing: ["log-events", "recipient:newsletter"] });
    const page = files.get("index.html")?.toString() ?? "";
    expect(page).toContain("This is not everything");
    expect(page).toContain("<li>Sign-in log</li><li>newsletter</li>");
    expect(JSON.parse(files.get("manifest.json")?.toString() ?? "")).toMatchObject({ complete: false });
  });

  test("speaks German to whoever does", async () => {
    const files = await filesOf({ locale: "de" });
    expect(files.get("index.html")?.toString()).toContain('<html lang="de">');
    expect(files.get("article-15.html")?.toString()).toContain("Wer Daten über Sie erhalten hat");
  });

  test("says statuses, events and answers in words, with their codes beside them, and leaves what it does not know as it is", async () => {
    const data = [
      part("requests", [{ kind: "deletion", status: "partly-fulfilled" }]),
      part("terms", [{ document: "terms", answer: "declined" }]),
      part("recipients", [{ recipient: "newsletter", status: "unanswered" }]),
      part("history", [
        { event: "access-link-sent", actor: "person" },
        { event: "of-a-later-day", actor: "officer" },
        { event: "constructor", actor: "system" },
      ]),
    ];
    const german = (await filesOf({ data, locale: "de" })).get("index.html")?.toString() ?? "";
    for (const cell of [
      "Löschung des Kontos (deletion)",
      "Erledigt bis auf einen Teil (partly-fulfilled)",
      "Abgelehnt (declined)",
      "Hat nicht geantwortet (unanswered)",
      "Ein Link wurde geschickt (access-link-sent)",
      "Sie (person)",
      "of-a-later-day",
      "Unser Datenschutzteam (officer)",
      "constructor",
    ])
      expect(german).toContain(`<td>${cell}</td>`);
    const english = (await filesOf({ data })).get("index.html")?.toString() ?? "";
    expect(english).toContain("<td>Done except for a part (partly-fulfilled)</td>");
    const rows = (await filesOf({ data, locale: "de" })).get("data/history.csv")?.toString() ?? "";
    expect(rows).toContain("access-link-sent,person");
  });

  test("tells on its first page how much there is of everything, and what was cut of it", async () => {
    const cut = [{ path: "ip", ground: "perhaps-another-person" as const }];
    const sessions = part("sessions", [], {
      items: function* (heed) {
        for (const id of ["s-1", "s-2", "s-3"]) {
          heed?.(cut);
          yield { id };
        }
      },
    });
    const files = await filesOf({ data: [sessions] });
    expect(files.get("index.html")?.toString()).toMatch(/Where you are signed in<\/a> \(3\)/);
    expect(JSON.parse(files.get("data/cut.json")?.toString() ?? "").items).toEqual([
      { file: "data/sessions.json", path: "ip", ground: "perhaps-another-person", count: 3 },
    ]);
  });

  test("has every row of a long table, though it is made while its JSON is written", async () => {
    const long = Array.from({ length: 3000 }, (_, place) => ({ id: `s-${place}`, created_at: `2026-${place}` }));
    const files = await filesOf({ data: [part("sessions", long)] });
    const rows = parse(files.get("data/sessions.csv") ?? "", { bom: true, columns: true }) as { id: string }[];
    expect(rows.map(({ id }) => id)).toEqual(long.map(({ id }) => id));
  });

  test("ends in an error when one of its sources does, and is never a shorter one", async () => {
    const breaking = part("sessions", [], {
      items: async function* () {
        yield { id: "s-1" };
        throw new Error("the archive is gone");
      },
    });
    await expect(bytesOf(packageOf(contents({ data: [breaking] })))).rejects.toThrow("the archive is gone");
  });
});

describe("hostile content (I22)", () => {
  const formula = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    " =1",
    "=cmd|' /C calc'!A0",
    "\u200b=1",
  ];
  const markup = '</td><script>alert(1)</script><img src=x onerror="alert(2)">';
  const hostile: JsonObject[] = [
    ...formula.map((text) => ({ id: text, device_name: text })),
    { id: markup, device_name: "../../etc/passwd\u0000", device_id: "\u202egnp.exe" },
    { id: "𝒜🌸山田", device_name: 'a "quoted", cell\r\nwith a line', type: "x".repeat(10_000) },
  ];

  test("is no formula in any cell, and survives a CSV parser whole", async () => {
    const files = await filesOf({ data: [part("device-credentials", hostile)] });
    const rows = parse(files.get("data/device-credentials.csv") ?? "", { bom: true }) as string[][];
    expect(rows).toHaveLength(hostile.length + 1);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@]/u);
    expect(rows.at(-1)?.[1]).toBe('a "quoted", cell\r\nwith a line');
    expect(rows.at(-1)?.[0]).toBe("𝒜🌸山田");
  });

  test("is nothing but text on the page, which lets nothing run and loads nothing", async () => {
    const files = await filesOf({
      data: [part("device-credentials", hostile), part("account", [{ name: markup, [markup]: 1 }])],
    });
    const page = files.get("index.html")?.toString() ?? "";
    expect(page).not.toMatch(/<script|<img|onerror="/);
    expect(page).toContain("&lt;script&gt;");
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(page).not.toMatch(/(?:src|href)="(?!#|data\/|recipients\/|article-15\.html)/);
    expect(page).not.toContain("\u202e");
  });

  test("with ten thousand members stays a file that can be read, and a page that ends", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, place) => [`key ${place} 🌸`, `value ${place}`]),
    );
    const files = await filesOf({ data: [part("account", [many])] });
    expect(JSON.parse(files.get("data/account.json")?.toString() ?? "").items).toEqual([many]);
    expect(files.get("index.html")?.byteLength).toBeLessThan(200_000);
  });

  test("names no path: every name in the package is ours", async () => {
    const files = await filesOf({ data: [part("device-credentials", hostile)] });
    for (const path of files.keys()) expect(path).toMatch(/^(?:[a-z0-9-]+|data\/[a-z-]+)\.(?:html|json|csv)$/);
  });
});

describe("a table", () => {
  test("finds what stands at a path, and nothing where nothing stands", () => {
    const item = { device: { last_ip: "192.0.2.1" }, scope: ["a", "b"], more: { x: 1 } };
    expect(cellAt(item, "device.last_ip")).toBe("192.0.2.1");
    expect(cellAt(item, "scope")).toBe("a b");
    expect(cellAt(item, "more")).toBe('{"x":1}');
    expect(cellAt(item, "device.constructor.name")).toBe("");
    expect(Object.values(tables).every((columns) => (columns?.length ?? 0) > 0)).toBe(true);
  });
});

const manifest = {
  path: "manifest.json",
  open: () => ["{}"],
};
/** A ZIP that more is written to than anybody reads at once, and whether its file was closed. */
const endless = () => {
  const state = { closed: false };
  const entry = {
    path: "data/a.json",
    open: async function* () {
      try {
        for (;;) yield randomBytes(65_536);
      } finally {
        state.closed = true;
      }
    },
  };
  return { zip: zipOf([entry], () => manifest, at("2026-11-24")), state };
};
const unzip = spawnSync("unzip", ["-v"]).status === 0;

describe("the ZIP", () => {
  test("closes the file that is open when nobody reads on", async () => {
    const { zip, state } = endless();
    for await (const chunk of zip) if (chunk.byteLength > 0) break;
    await vi.waitFor(() => expect(state.closed).toBe(true));
  });

  test("leaves as it is what is compressed already, and is whole for whoever unpacks it", async () => {
    const photo = Buffer.concat([Buffer.from("PK\x03\x04"), randomBytes(300_000)]);
    const text = "a line\n".repeat(100_000);
    const entries = [
      { path: "recipients/photos.zip", open: () => [photo], handedOver: true },
      { path: "recipients/mails.txt", open: () => [text] },
      { path: "recipients/none.txt", open: () => [] },
    ];
    const zip = await bytesOf(zipOf(entries, () => manifest, at("2026-11-24")));
    const files = await filesInZip(zip);
    expect(files.get("recipients/photos.zip")?.equals(photo)).toBe(true);
    expect(files.get("recipients/mails.txt")?.toString()).toBe(text);
    expect(files.get("recipients/none.txt")?.byteLength).toBe(0);
    expect(zip.byteLength).toBeGreaterThan(photo.byteLength);
    expect(zip.byteLength).toBeLessThan(photo.byteLength + 10_000);
  });

  const beginningsOf: [string, number[]][] = [
    ["a photo", [0xff, 0xd8, 0xff, 0xe0]],
    ["a PDF", [...Buffer.from("%PDF-1.7")]],
    ["gzip", [0x1f, 0x8b, 0x08]],
    ["a video", [0, 0, 0, 0x20, ...Buffer.from("ftypisom")]],
  ];
  test.each(beginningsOf)("tells %s by its first bytes, whatever it is called", async (_, beginning) => {
    // of one byte again and again: only what is stored stays as long as it was
    const file = Buffer.concat([Buffer.from(beginning), Buffer.alloc(400_000)]);
    const lengthOf = async (entry: Parameters<typeof zipOf>[0][number]) =>
      (await bytesOf(zipOf([entry], () => manifest, at("2026-11-24")))).byteLength;
    expect(await lengthOf({ path: "recipients/orders.txt", open: () => [file], handedOver: true })).toBeGreaterThan(
      400_000,
    );
    expect(await lengthOf({ path: "data/account.json", open: () => [file] })).toBeLessThan(5_000);
    const text = { path: "recipients/orders.zip", open: () => [Buffer.alloc(400_000, "a")], handedOver: true };
    expect(await lengthOf(text)).toBeLessThan(5_000);
  });

  test.each([true, false])("is whole though every piece came in the same memory (stored: %s)", async (stored) => {
    const whole = Buffer.concat([Buffer.from(stored ? "PK\x03\x04" : "none"), randomBytes(3_000_000)]);
    const open = async function* () {
      const memory = Buffer.alloc(300_000);
      for (let from = 0; from < whole.byteLength; from += memory.byteLength) {
        const piece = whole.subarray(from, from + memory.byteLength);
        memory.set(piece);
        yield memory.subarray(0, piece.byteLength);
        memory.fill(0); // whoever has not used it by now reads nothing
      }
    };
    const zip = await bytesOf(
      zipOf([{ path: "recipients/orders.txt", open, handedOver: true }], () => manifest, at("2026-11-24")),
    );
    expect((await filesInZip(zip)).get("recipients/orders.txt")?.equals(whole)).toBe(true);
  });

  test.skipIf(!unzip)("passes unzip -t, where there is one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "habeas-unzip-"));
    try {
      const file = join(folder, "package.zip");
      const parts = [
        { recipient: "orders", path: "recipients/orders.json", open: async () => bytes(randomBytes(500_000)) },
      ];
      writeFileSync(file, await bytesOf(packageOf(contents({ parts }))));
      const { status, stdout } = spawnSync("unzip", ["-t", file], { encoding: "utf8" });
      expect(stdout).toMatch(/No errors detected/);
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("is written as it is read: the first bytes come before the last part is opened", async () => {
    let opened = false;
    const big = {
      path: "data/a.json",
      open: async function* () {
        for (let n = 0; n < 64; n += 1) yield randomBytes(65_536);
      },
    };
    const late = {
      path: "data/b.json",
      open: async function* () {
        opened = true;
        yield "b";
      },
    };
    const zip = zipOf([big, late], () => manifest, at("2026-11-24"));
    const iterator = zip[Symbol.asyncIterator]();
    await iterator.next();
    expect(opened).toBe(false);
    for (let next = await iterator.next(); !next.done; next = await iterator.next());
    expect(opened).toBe(true);
  });
});
