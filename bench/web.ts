import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { builtFolder, ensureWebBuilt, type WebApp } from "#web/build.ts";
import type { Bench } from "./bench.ts";

/** KB of every file that index.html asks for, and of itself, each gzipped as a server would. */
const firstLoad = (app: WebApp): number => {
  const folder = builtFolder(app);
  const index = readFileSync(join(folder, "index.html"), "utf8");
  const asked = readdirSync(join(folder, "assets")).filter((name) => index.includes(`/assets/${name}`));
  const files = [Buffer.from(index), ...asked.map((name) => readFileSync(join(folder, "assets", name)))];
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0) / 1024;
};

export const web: Bench = {
  name: "web",
  about: "how much a browser loads before it shows the first page, gzipped",
  run: async (say) => {
    await ensureWebBuilt(say);
    return [
      { metric: "portal_kb", value: firstLoad("portal"), unit: "KB", goal: "<= 240" },
      { metric: "console_kb", value: firstLoad("console"), unit: "KB", goal: "<= 350" },
    ];
  },
};
