import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

export interface PageFiles {
  bucket: string;
  /** Of the built application. */
  folder: string;
  /** What /config.json says, as JSON. */
  configuration: string;
}

/**
 * Puts the pages of an application into their bucket: what index.html asks for first, itself last, so that at no moment a page asks for
 * what is not there yet. Files of earlier builds stay, for whoever has their page open. Answers with the names, in order.
 */
export const uploadPages = async (s3: S3Client, { bucket, folder, configuration }: PageFiles): Promise<string[]> => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ key: relative(folder, file).replaceAll(sep, "/"), body: readFileSync(file) }));
  const config = { key: "config.json", body: Buffer.from(configuration) };
  const ordered = [...files, config].toSorted(
    (one, other) => Number(one.key === "index.html") - Number(other.key === "index.html"),
  );
  for (const { key, body } of ordered) {
    const ContentType = types[extname(key)] ?? "application/octet-stream";
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType }));
  }
  return ordered.map(({ key }) => key);
};
