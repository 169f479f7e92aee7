import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Child {
  /** What it said in its first line: JSON, once it is ready. */
  ready: unknown;
  /** From before it was started until then. */
  readyMs: number;
  stop(): Promise<void>;
}

/** A program of this folder in a process of its own. It says one line of JSON when it is ready. */
export const startChild = async (program: string, ...args: string[]): Promise<Child> => {
  const began = performance.now();
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ["--expose-gc", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines: string[] = [];
  let wake = (): void => {};
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk.toString("utf8")).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    wake();
  });
  while (lines.length === 0) {
    const line = new Promise<string>((resolve) => {
      wake = () => resolve("line");
    });
    const happened = await Promise.race([line, ended.then(() => "end")]);
    if (happened === "end" && lines.length === 0) throw new Error(`${program} ended with ${child.exitCode}`);
  }
  const ready: unknown = JSON.parse(lines[0] ?? "null");
  return {
    ready,
    readyMs: performance.now() - began,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await ended;
    },
  };
};

/** How a child says something. */
export const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
