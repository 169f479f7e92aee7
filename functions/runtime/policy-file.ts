import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { Policy } from "#kernel/policy.ts";
import { holidaysOf, placeFault } from "./holidays.ts";

/** policy.yaml says something that cannot hold; the message names file, line, value and remedy, one line per fault. */
export class PolicyFault extends Error {
  override readonly name = "PolicyFault" as const;
}

/** Reads and checks policy.yaml. Throws `PolicyFault`. */
export const readPolicy = (file: string, shownAs = "policy.yaml"): Policy =>
  parsePolicy(readPolicyText(file, shownAs), shownAs);

const readPolicyText = (file: string, shownAs: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new PolicyFault(
      `${shownAs} cannot be read. Habeas does not start without it: it says what the company decided.`,
    );
  }
};

/** The policy of a text. Throws `PolicyFault`. */
export const parsePolicy = (text: string, shownAs = "policy.yaml"): Policy => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new PolicyFault(
      `${shownAs}:${lines.linePos(broken.pos[0]).line}  is not YAML: ${broken.message.split("\n")[0]}`,
    );
  }
  const parsed = Policy.safeParse(document.toJS({ maxAliasCount: 50 }));
  const lineOf = (path: PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  if (parsed.success) {
    const { calendar } = parsed.data.controller;
    const fault = placeFault(calendar);
    if (fault === undefined) return { ...parsed.data, holidays: holidaysOf(calendar) };
    const path = ["controller", "calendar", fault.path];
    throw new PolicyFault(`${shownAs}:${lineOf(path)}  ${path.join(".")}: ${fault.message}`);
  }
  throw new PolicyFault(parsed.error.issues.flatMap((issue) => faults(issue, shownAs, lineOf)).join("\n"));
};

const faults = (issue: z.core.$ZodIssue, shownAs: string, lineOf: (path: PropertyKey[]) => number): string[] => {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${shownAs}:${lineOf(path)}  ${path.join(".")}: is not a setting. Remove it, or check its spelling.`;
    });
  }
  return [`${shownAs}:${lineOf(issue.path)}  ${issue.path.join(".")}: ${issue.message}`];
};
