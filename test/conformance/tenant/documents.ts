import { existsSync, readFileSync } from "node:fs";
import { describe } from "vitest";

/** A document of Auth0's that is not ours to keep a copy of: an environment variable says where it lies. */
export interface Document {
  /** Undefined when there is something to read. */
  missing: string | undefined;
  read(): unknown;
}

export const documentAt = (
  variable: string,
  environment: Record<string, string | undefined> = process.env,
): Document => {
  const file = environment[variable];
  const missing =
    file === undefined || file === ""
      ? `${variable} is not set`
      : existsSync(file)
        ? undefined
        : `${variable} names no file`;
  return {
    missing,
    read: () => {
      if (missing !== undefined || file === undefined) throw new Error(missing);
      return JSON.parse(readFileSync(file, "utf8"));
    },
  };
};

export const openApi = documentAt("AUTH0_OPENAPI_FILE");
export const logSchemas = documentAt("AUTH0_LOG_SCHEMAS_FILE");

/** As vitest's `describe`; without the document every test of it is reported as skipped, under a name that says why. */
export const describeAgainst = ({ missing }: Document, name: string, tests: () => void): void => {
  if (missing === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${missing})`, tests);
};
