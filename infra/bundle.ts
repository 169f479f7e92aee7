import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { wholeDescription } from "#entry/description.ts";
import { storyGraph } from "#entry/officer/story-graph.ts";
import type { Policy } from "#kernel/policy.ts";
import { StoryName } from "#ports/workflows/workflows.ts";
import { readDocuments } from "#runtime/document-files.ts";
import { type FunctionName, functionRights } from "#runtime/functions.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { leanPackages } from "./lean-packages.ts";
import { readStory } from "./story.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Which export of which file is the handler of each function. */
const handlers: Record<FunctionName, [file: string, exported: string]> = {
  deletionStore: ["deletion/lambda.ts", "store"],
  deletionTenantRead: ["deletion/lambda.ts", "tenantRead"],
  deletionTenantWrite: ["deletion/lambda.ts", "tenantWrite"],
  deletionEvidence: ["deletion/lambda.ts", "evidence"],
  deletionMail: ["deletion/lambda.ts", "mail"],
  exportStore: ["export/lambda.ts", "store"],
  exportTenantRead: ["export/lambda.ts", "tenantRead"],
  exportPackage: ["export/lambda.ts", "packs"],
  exportMail: ["export/lambda.ts", "mail"],
  termsStore: ["terms/lambda.ts", "store"],
  termsGather: ["terms/lambda.ts", "gather"],
  termsGate: ["terms/lambda.ts", "gate"],
  termsMail: ["terms/lambda.ts", "mail"],
  blockingStore: ["blocking/lambda.ts", "store"],
  blockingTenantRead: ["blocking/lambda.ts", "tenantRead"],
  blockingTenantWrite: ["blocking/lambda.ts", "tenantWrite"],
  blockingMail: ["blocking/lambda.ts", "mail"],
  bulkWork: ["bulk/lambda.ts", "work"],
  restrictionStore: ["restriction/lambda.ts", "store"],
  restrictionTenantRead: ["restriction/lambda.ts", "tenantRead"],
  restrictionTenantWrite: ["restriction/lambda.ts", "tenantWrite"],
  restrictionMail: ["restriction/lambda.ts", "mail"],
  contestStore: ["contest/lambda.ts", "store"],
  contestTenantRead: ["contest/lambda.ts", "tenantRead"],
  contestMail: ["contest/lambda.ts", "mail"],
  recipientsStore: ["requests/recipients/lambda.ts", "store"],
  recipients: ["requests/recipients/lambda.ts", "calls"],
  recipientAnswers: ["entry/recipients/lambda.ts", "handler"],
  api: ["entry/api/lambda.ts", "handler"],
  termsPage: ["entry/terms/lambda.ts", "handler"],
  officer: ["entry/officer/lambda.ts", "handler"],
  officerTenant: ["entry/officer/tenant/lambda.ts", "handler"],
  webhook: ["entry/webhook/lambda.ts", "handler"],
  logEvents: ["entry/events/lambda.ts", "handler"],
  schedule: ["entry/schedule/lambda.ts", "handler"],
  evidence: ["entry/evidence/lambda.ts", "handler"],
  runEnded: ["entry/runs/lambda.ts", "handler"],
};

export const functionNames = Object.keys(functionRights) as FunctionName[];

/** `function:api` stands for a file that exports that function's handler and nothing else: the rest of its file is left out. */
const functionEntries: Plugin = {
  name: "function-entries",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^function:/ }, ({ path }) => ({
      path: path.slice("function:".length),
      namespace: "function",
    }));
    onLoad({ filter: /.*/, namespace: "function" }, ({ path }) => {
      const [file, exported] = handlers[path as FunctionName];
      return {
        contents: `export { ${exported} as handler } from "./functions/${file}";`,
        resolveDir: root,
        loader: "ts",
      };
    });
  },
};

export interface Bundles {
  /** The folder of one function: `index.js` with its handler, and the files it reads: `policy.json`, `documents.json`, and what its doors show. */
  folderOf(name: FunctionName): string;
  metafile: Metafile;
  /** The policy that was bundled. */
  policy: Policy;
}

/** Bundles every function in one go, each with exactly what it uses. Throws `PolicyFault` before anything is written. */
export const bundleFunctions = async ({
  outdir = join(root, "dist/functions"),
  policyFile = join(root, "policy.yaml"),
}: {
  outdir?: string;
  policyFile?: string | undefined;
} = {}): Promise<Bundles> => {
  const policy = readPolicy(policyFile);
  const documents = JSON.stringify(readDocuments(join(root, "auth0")));
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(functionNames.map((name) => [`${name}/index`, `function:${name}`])),
    plugins: [functionEntries, ...leanPackages],
    outdir,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "cjs",
    platform: "node",
    target: "node24",
    // the ES modules of packages can be shaken; esbuild's own order for Node would take their CommonJS
    mainFields: ["module", "main"],
    // the packer's own copy of Node's streams, for Nodes that lack them: 160 KB
    alias: { "readable-stream": "node:stream" },
    legalComments: "external",
    metafile: true,
    logLevel: "error",
  });
  for (const name of functionNames) {
    mkdirSync(join(outdir, name), { recursive: true });
    writeFileSync(join(outdir, name, "policy.json"), JSON.stringify(policy));
    writeFileSync(join(outdir, name, "documents.json"), documents);
  }
  writeFileSync(join(outdir, "api/openapi.json"), JSON.stringify(wholeDescription("https://api.invalid")));
  const graphs = StoryName.options.map((story) => [story, storyGraph(readStory(story))]);
  for (const name of ["officer", "officerTenant"] satisfies FunctionName[]) {
    writeFileSync(join(outdir, name, "stories.json"), JSON.stringify(Object.fromEntries(graphs)));
  }
  return { folderOf: (name) => join(outdir, name), metafile, policy };
};
