import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { Policy } from "#kernel/policy.ts";

// `npm run policy:schema`: writes the JSON Schema of policy.yaml, for editors that complete and check while one writes.

export const policySchemaFile = fileURLToPath(new URL("../policy.schema.json", import.meta.url));

/** The schema of what is written in the file, before it is read as durations and shares. */
export const policySchema = (): string => {
  const schema = z.toJSONSchema(Policy, { io: "input", unrepresentable: "any" });
  return `${JSON.stringify({ ...schema, title: "policy.yaml of Habeas" }, undefined, 2)}\n`;
};

if (process.argv[1]?.endsWith("run.mjs")) {
  writeFileSync(policySchemaFile, policySchema());
  console.log("  policy.schema.json is written.");
}
