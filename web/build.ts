import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "web");

/** The pages' two applications; each stands on an origin of its own. */
export const webApps = ["portal", "console"] as const;
export type WebApp = (typeof webApps)[number];

/** Where the built files of an application are. */
export const builtFolder = (app: WebApp): string => join(root, "dist/web", app);

const stamp = "built-from";
const stampFile = join(root, "dist/web", stamp);

/** SHA-256 over every source and every package: what is built from the same is the same. */
const digestOfSources = (): string => {
  const hash = createHash("sha256");
  const files = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files, join(root, "package-lock.json")].sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
};

/** True when what is built is what the sources say now. */
export const isBuilt = (): boolean => existsSync(stampFile) && readFileSync(stampFile, "utf8") === digestOfSources();

/** Builds both applications into dist/web, anew; with NODE_ENV=production, else for developing React. */
export const buildWeb = async (): Promise<void> => {
  const digest = digestOfSources();
  const { build } = await import("vite");
  const { default: react } = await import("@vitejs/plugin-react");
  const fresh = join(root, `dist/web-${process.pid}`); // beside, so that nobody meets half a build
  for (const app of webApps) {
    await build({
      configFile: false,
      root: join(sources, app),
      plugins: [react()],
      logLevel: "error",
      build: {
        outDir: join(fresh, app),
        emptyOutDir: true,
        target: "es2023",
        // a data: address would need room in the content security policy
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
      },
    });
  }
  writeFileSync(join(fresh, stamp), digest);
  rmSync(join(root, "dist/web"), { recursive: true, force: true });
  renameSync(fresh, join(root, "dist/web"));
};

/** Builds where nothing is built, or from other sources; `say` tells that it takes a moment. */
export const ensureWebBuilt = async (say: (line: string) => void): Promise<void> => {
  if (isBuilt()) return;
  say("Building the pages: once, and whenever their sources have changed.");
  // in a process of its own, because React's packages look at NODE_ENV while they are bundled
  const write = fileURLToPath(new URL("write.ts", import.meta.url));
  await promisify(execFile)(process.execPath, [write], { env: { ...process.env, NODE_ENV: "production" } });
};
