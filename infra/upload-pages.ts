import { readFileSync } from "node:fs";
import { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { builtFolder, ensureWebBuilt, type WebApp, webApps } from "#web/build.ts";
import { uploadPages } from "./page-files.ts";

// `npm run pages:upload`, after `npm run cdk -- deploy --outputs-file cdk.out/outputs.json`.
const [file = "cdk.out/outputs.json"] = process.argv.slice(2);
const Outputs = z.record(z.string(), z.record(z.string(), z.string()));
const outputs = Object.assign({}, ...Object.values(Outputs.parse(JSON.parse(readFileSync(file, "utf8"))))) as Record<
  string,
  string
>;
const outputOf = (app: WebApp, name: string): string => {
  const key = `${app === "portal" ? "Portal" : "Console"}${name}`;
  const value = outputs[key];
  if (value === undefined) throw new Error(`${file} has no output ${key}: deploy first, with --outputs-file ${file}.`);
  return value;
};

await ensureWebBuilt(console.log);
const s3 = new S3Client();
for (const app of webApps) {
  const bucket = outputOf(app, "Bucket");
  const names = await uploadPages(s3, {
    bucket,
    folder: builtFolder(app),
    configuration: outputOf(app, "Configuration"),
  });
  console.log(`${names.length} files into ${bucket}: ${outputOf(app, "Url")}`);
}
