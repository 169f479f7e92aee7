import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import type * as z from "zod";
import { bundleFunctions, functionNames } from "#infra/bundle.ts";
import { type FunctionName, functionRights } from "#runtime/functions.ts";
import { rights, variablesOf } from "#runtime/rights.ts";
import { type Bench, type Measure, median } from "./bench.ts";

const times = 7;
const requestId = "01JDF7Z8R5QK3V9X2M4N6P8S0T";

/** What each function is called with first: something that goes as far as a store on loopback. */
const firstEvents: Partial<Record<FunctionName, object>> = {
  deletionStore: { step: "closeForGood", requestId },
  deletionTenantRead: { step: "verifyAbsence", requestId },
  deletionTenantWrite: { step: "blockAccount", requestId },
  deletionEvidence: { step: "signReceipt", requestId },
  deletionMail: { step: "tellDone", requestId },
  api: {
    version: "2.0",
    rawPath: "/.well-known/jwks.json",
    headers: {},
    requestContext: { requestId: "bench", http: { method: "GET", path: "/.well-known/jwks.json" } },
  },
  schedule: { task: "sweep" },
  runEnded: { name: `${requestId}.1`, status: "FAILED" },
};

/** What the others are called with: a step that none has, so that they say no as soon as they are there. */
const noStep = { step: "none", requestId };

/** For each variable the first of these that its schema takes. */
const possible = [
  "bench",
  "arn:aws:kms:eu-central-1:123456789012:key/bench",
  "https://example.eu.auth0.com/",
  "privacy@example.com",
];
const schemas: Record<string, z.ZodType> = Object.assign({}, ...Object.values(rights));
const valueFor = (variable: string): string =>
  possible.find((value) => schemas[variable]?.safeParse(value).success) ?? "";

/** Answers everything at once and with nothing: what is measured is our side. */
const openLoopback = async () => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.setHeader("content-type", "application/x-amz-json-1.0").end("{}"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

const coldStart = async (file: string, event: object, environment: Record<string, string>): Promise<number> => {
  const child = fileURLToPath(new URL("cold-start.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [child, file, JSON.stringify(event)], {
    env: environment,
  });
  return (JSON.parse(stdout) as { ms: number }).ms;
};

const buildUsual = async (outfile: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(new URL("usual-function.ts", import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    logLevel: "error",
  });
};

const kb = (file: string): number => statSync(file).size / 1024;

export const bundles: Bench = {
  name: "bundles",
  about: "how large each function is, and how long it takes from its first byte to its first answer",
  run: async (say) => {
    const folder = mkdtempSync(join(tmpdir(), "habeas-bench-"));
    const loopback = await openLoopback();
    try {
      const { folderOf } = await bundleFunctions({ outdir: join(folder, "functions") });
      const usual = join(folder, "usual.cjs");
      await buildUsual(usual);
      const common = {
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "bench",
        AWS_SECRET_ACCESS_KEY: "bench",
        AWS_ENDPOINT_URL: loopback.url,
      };
      const environmentOf = (name: FunctionName) => ({
        ...Object.fromEntries(variablesOf(functionRights[name]).map((variable) => [variable, valueFor(variable)])),
        ...common,
        LAMBDA_TASK_ROOT: folderOf(name),
      });

      // In turn, so that what the machine does meanwhile falls on all alike.
      const measured = new Map<string, number[]>();
      const note = (name: string, ms: number) => measured.set(name, [...(measured.get(name) ?? []), ms]);
      for (let time = 1; time <= times; time += 1) {
        say(`round ${time} of ${times}`);
        note("usual", await coldStart(usual, { requestId }, common));
        for (const name of functionNames)
          note(
            name,
            await coldStart(join(folderOf(name), "index.js"), firstEvents[name] ?? noStep, environmentOf(name)),
          );
      }
      const cold = (name: string): number => median(measured.get(name) ?? []);
      const baseline = { kb: kb(usual), ms: cold("usual") };
      const sizes = functionNames.map((name) => kb(join(folderOf(name), "index.js")));
      const slowest = Math.max(...functionNames.map(cold));
      return [
        ...functionNames.flatMap((name, place): Measure[] => [
          {
            metric: `kb ${name}`,
            value: sizes[place] ?? 0,
            unit: "KB",
            baseline: baseline.kb,
            ratio: (sizes[place] ?? 0) / baseline.kb,
          },
          {
            metric: `cold ${name}`,
            value: cold(name),
            unit: "ms",
            baseline: baseline.ms,
            ratio: cold(name) / baseline.ms,
          },
        ]),
        {
          metric: "max_kb",
          value: Math.max(...sizes),
          unit: "KB",
          baseline: baseline.kb,
          ratio: Math.max(...sizes) / baseline.kb,
          goal: "<= 700",
        },
        {
          metric: "cold_ratio_to_usual",
          value: slowest / baseline.ms,
          unit: "",
          baseline: baseline.ms,
          ratio: slowest / baseline.ms,
          goal: "<= 0.8",
        },
      ];
    } finally {
      loopback.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
