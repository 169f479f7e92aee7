import { mkdtempSync, writeFileSync } from "node:fs";
import { test } from "vitest";
import { bundleFunctions } from "#infra/bundle.ts";
import { synthesize } from "./support/synthesis.ts";

test("x", async () => {
  const bundles = await bundleFunctions({ outdir: mkdtempSync("/tmp/w/b-") });
  const { findings, template } = synthesize(bundles);
  for (const f of findings) console.log("F", f.rule, f.at);
  writeFileSync("/tmp/w/template.json", JSON.stringify(template, null, 1));
}, 60000);
