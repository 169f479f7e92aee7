import { Worker } from "node:worker_threads";

/** Runs in the worker: a bundle as Lambda would load it, called one event at a time. */
const program = `
const { parentPort, workerData } = require("node:worker_threads");
const { handler } = require(workerData);
parentPort.on("message", async ({ id, event }) => {
  if (event === undefined) return parentPort.postMessage({ id, answer: typeof handler });
  try {
    const answer = await handler(JSON.parse(event), { awsRequestId: "correlation" });
    parentPort.postMessage({ id, answer: answer === undefined ? undefined : JSON.parse(JSON.stringify(answer)) });
  } catch (error) {
    parentPort.postMessage({ id, error: { name: error.name, message: error.message } });
  }
});
`;

interface Answer {
  id: number;
  answer?: unknown;
  error?: { name: string; message: string };
}

export interface LoadedBundle {
  /** What the handler is: `function`. */
  kind(): Promise<unknown>;
  /** Rejects with an error of the name that the handler's error had, as Step Functions sees it. */
  call(event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Loads a bundle's `index.js` in a worker with this environment and nothing of ours; rejects when it does not load. */
export const loadBundle = async (
  file: string,
  environment: Record<string, string>,
  hear: (line: string) => void,
): Promise<LoadedBundle> => {
  const worker = new Worker(program, { eval: true, env: environment, workerData: file, stdout: true, execArgv: [] });
  worker.stdout.on("data", (chunk: Buffer) => {
    for (const line of chunk.toString("utf8").split("\n")) if (line !== "") hear(line);
  });
  const open = new Map<number, (answer: Answer) => void>();
  const ended = new Promise<never>((_, reject) => worker.once("error", reject));
  ended.catch(() => undefined);
  worker.on("message", (answer: Answer) => {
    open.get(answer.id)?.(answer);
    open.delete(answer.id);
  });
  let calls = 0;
  const post = async (event: string | undefined): Promise<unknown> => {
    calls += 1;
    const id = calls;
    const answered = new Promise<Answer>((resolve) => open.set(id, resolve));
    worker.postMessage({ id, event });
    const { answer, error } = await Promise.race([answered, ended]);
    if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.name });
    return answer;
  };
  await post(undefined);
  return {
    kind: () => post(undefined),
    call: (event) => post(JSON.stringify(event)),
    close: async () => void (await worker.terminate()),
  };
};
