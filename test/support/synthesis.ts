import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Acknowledged } from "#infra/acknowledgements.ts";
import type { Bundles } from "#infra/bundle.ts";
import { habeasApp } from "#infra/habeas-app.ts";

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is read by paths that differ by type
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}
export interface Template {
  Resources: Record<string, Resource>;
}

/** One finding of cdk-nag: which rule, on which construct. */
export interface Finding {
  rule: string;
  at: string;
}

export interface Synthesis {
  template: Template;
  findings: Finding[];
}

interface Report {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

/** Synthesizes into a folder of its own and reads back what was written, findings included. */
export const synthesize = (
  bundles: Bundles,
  acknowledged?: readonly Acknowledged[],
  context?: Record<string, unknown>,
): Synthesis => {
  const outdir = mkdtempSync(join(tmpdir(), "habeas-cdk-"));
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(outdir, name), "utf8")) as T;
  try {
    const { app, stack } = habeasApp({ bundles, outdir, acknowledged, context });
    try {
      app.synth();
    } catch (error) {
      if ((error as Error).name !== "ValidationFailed") throw error;
    }
    const { pluginReports } = read<Report>("validation-report.json");
    return {
      template: read<Template>(`${stack.stackName}.template.json`),
      findings: pluginReports.flatMap(({ pluginName, violations }) =>
        violations.flatMap(({ ruleName, violatingConstructs }) =>
          violatingConstructs.map(({ constructPath }) => ({ rule: `${pluginName}::${ruleName}`, at: constructPath })),
        ),
      ),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

export const ofType = (template: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
