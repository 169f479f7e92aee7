import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acknowledgements } from "#infra/acknowledgements.ts";
import { type Bundles, bundleFunctions } from "#infra/bundle.ts";
import { synthesize } from "../support/synthesis.ts";

const outdir = mkdtempSync(join(tmpdir(), "habeas-bundles-"));
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions({ outdir });
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe("cdk-nag's AwsSolutions and Serverless packs", () => {
  test("find nothing that was not looked at and explained", () => {
    expect(synthesize(bundles).findings).toEqual([]);
  }, 120_000);

  // One synthesis without any shows what each would hide; an acknowledgement that hides nothing, or two of one finding, would show here.
  test("each acknowledgement hides exactly one finding, on the construct it names", () => {
    const { findings } = synthesize(bundles, []);
    const hidden = acknowledgements.map(({ at, id }) => `${id.replace(/\[.*$/, "")} habeas/${at}`);
    expect(findings.map(({ rule, at }) => `${rule.replace(/\[.*$/, "")} ${at}`).sort()).toEqual(hidden.sort());
  });

  test.each([0, Math.floor(acknowledgements.length / 2), acknowledgements.length - 1])(
    "without acknowledgement %i exactly its finding is back",
    (place) => {
      const left = acknowledgements.filter((_, index) => index !== place);
      const { findings } = synthesize(bundles, left);
      expect(findings.map(({ at }) => at)).toEqual([`habeas/${acknowledgements[place]?.at}`]);
    },
  );

  test("every acknowledgement gives its reason in a sentence", () => {
    for (const { reason } of acknowledgements) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});
