import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uploadPages } from "#infra/page-files.ts";
import { clientAt } from "../support/aws/clients.ts";
import { openS3, type S3Double } from "../support/aws/s3.ts";

const folder = mkdtempSync(join(tmpdir(), "habeas-pages-"));
let double: S3Double;
let s3: S3Client;
beforeAll(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "assets/index-abc.js"), "let it;");
  double = await openS3(["pages"]);
  s3 = new S3Client({ ...clientAt(double.endpoint), forcePathStyle: true });
});
afterAll(async () => {
  s3.destroy();
  await double.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the upload of the pages", () => {
  test("puts index.html last, so that no page asks for what is not there yet", async () => {
    const names = await uploadPages(s3, { bucket: "pages", folder, configuration: '{"apiUrl":"https://api"}' });
    expect(names.toSorted()).toEqual(["assets/index-abc.js", "config.json", "index.html"]);
    expect(names.at(-1)).toBe("index.html");
  });

  test("says of every file what it is", async () => {
    const typeOf = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket: "pages", Key }))).ContentType;
    expect(await typeOf("index.html")).toBe("text/html; charset=utf-8");
    expect(await typeOf("assets/index-abc.js")).toBe("text/javascript; charset=utf-8");
    expect(await typeOf("config.json")).toBe("application/json");
  });
});
