import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { level, memLevel } from "#export/package/zip.ts";
import { type Bench, type Measure, median } from "./bench.ts";
import { startChild } from "./child.ts";
import { callsOfOneExport } from "./export-calls.ts";

/** Of a recipient's part, in MB of a million bytes; some 20 MB of the tenant's data stand beside it. */
const [usual, large] = [180, 780];
const rounds = 3;
/** Beside zlib as it is by itself: with the table that the package has, and at other levels. */
const others = [`${level}:${memLevel}`, "1", "6"];

interface Packed {
  name: string;
  packedBytes: number;
  seconds: number;
  coreSeconds: number;
  stepCoreSeconds: number;
  firstByteMs: number;
  peakRssMbOverIdle: number;
}

interface Deflated {
  bytes: number;
  measures: { asked: string; packedBytes: number; coreSeconds: number }[];
}

const said = async <T>(program: string, ...args: string[]): Promise<T> => {
  const child = await startChild(program, ...args);
  await child.stop();
  return child.ready as T;
};

const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-bench-export-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Packs in a copy of what was prepared, since a package is made once; `then` gets where it stands. */
const pack = <T>(prepared: string, requestId: string, then: (packed: Packed, zip: string) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    cpSync(prepared, folder, { recursive: true });
    const packed = await said<Packed>("export-child.ts", folder, requestId);
    return then(packed, join(folder, "archive", "exports", packed.name));
  });

const prepare = async (folder: string, megabytes: number): Promise<string> =>
  (await said<{ requestId: string }>("export-prepare-child.ts", folder, String(megabytes))).requestId;

interface Round {
  packed: Packed;
  bytes: number;
  zlibCoreSeconds: number;
}

/** The package and bare zlib in turn; in the last round zlib at the other levels too. */
const usualRounds = (say: (line: string) => void): Promise<{ done: Round[]; levels: Deflated["measures"] }> =>
  inFolder(async (folder) => {
    const requestId = await prepare(folder, usual);
    const done: Round[] = [];
    let levels: Deflated["measures"] = [];
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}: the package, then zlib alone`);
      const asked = [String(level), ...(round === rounds ? others : [])];
      await pack(folder, requestId, async (packed, zip) => {
        const { bytes, measures } = await said<Deflated>("export-zlib-child.ts", zip, ...asked);
        done.push({ packed, bytes, zlibCoreSeconds: measures[0]?.coreSeconds ?? Number.NaN });
        levels = measures;
      });
    }
    return { done, levels };
  });

const largePeak = (): Promise<number> =>
  inFolder(async (folder) => {
    const requestId = await prepare(folder, large);
    return pack(folder, requestId, async ({ peakRssMbOverIdle }) => peakRssMbOverIdle);
  });

export const exporting: Bench = {
  name: "export",
  about: "a package of 200 MB: a recipient's part beside the tenant's data, packed into the archive of one machine",
  run: async (say) => {
    const { done, levels } = await usualRounds(say);
    say("a package of 800 MB");
    const atLarge = await largePeak();
    say("the calls of one whole export");
    const calls = await callsOfOneExport();

    const middle = (of: (round: Round) => number): number => median(done.map(of));
    const ratio = middle(({ packed, zlibCoreSeconds }) => zlibCoreSeconds / packed.coreSeconds);
    const peak = middle(({ packed }) => packed.peakRssMbOverIdle);
    const compared = levels.flatMap(({ asked: each, packedBytes, coreSeconds }): Measure[] => {
      const bytes = done.at(-1)?.bytes ?? Number.NaN;
      return [
        { metric: `zlib_mb_per_second level ${each}`, value: bytes / 1e6 / coreSeconds, unit: "MB/s" },
        { metric: `zlib_size level ${each}`, value: (100 * packedBytes) / bytes, unit: "%" },
      ];
    });
    return [
      { metric: "throughput_ratio_to_zlib", value: ratio, unit: "", ratio, goal: ">= 0.6" },
      {
        metric: "whole_step_ratio_to_zlib",
        value: middle(({ packed, zlibCoreSeconds }) => zlibCoreSeconds / packed.stepCoreSeconds),
        unit: "",
      },
      { metric: "mb_per_second", value: middle(({ bytes, packed }) => bytes / 1e6 / packed.seconds), unit: "MB/s" },
      { metric: "package_mb", value: middle(({ bytes }) => bytes / 1e6), unit: "MB" },
      { metric: "peak_rss_mb_over_idle", value: peak, unit: "MB", goal: "<= 100" },
      {
        metric: "peak_rss_mb_over_idle 800 MB",
        value: atLarge,
        baseline: peak,
        ratio: atLarge / peak,
        unit: "MB",
        goal: "at most twice",
      },
      { metric: "first_byte_ms", value: middle(({ packed }) => packed.firstByteMs), unit: "ms" },
      { metric: "auth0_calls", value: calls, unit: "" },
      ...compared,
    ];
  },
};
