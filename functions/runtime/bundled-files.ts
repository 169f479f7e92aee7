import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "#kernel/policy.ts";
import type { TermsDocument } from "#kernel/terms.ts";

/** A JSON file that was deployed with this function, beside the handler. */
export const bundledFile = <T>(name: string): T =>
  JSON.parse(readFileSync(join(process.env.LAMBDA_TASK_ROOT ?? ".", name), "utf8")) as T;

/**
 * The policy that was deployed with this function. It was parsed when it was bundled, so it is not parsed again: that would load the
 * time zones of the world at every cold start.
 */
export const bundledPolicy = (): Policy => bundledFile("policy.json");

/** Every version of every document that was deployed with this function. */
export const bundledDocuments = (): TermsDocument[] => bundledFile("documents.json");
