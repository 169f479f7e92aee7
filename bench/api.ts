import { Agent, request } from "node:http";
import { type Bench, median } from "./bench.ts";
import { startChild } from "./child.ts";

const [people, connections, times] = [2000, 32, 5];
const body = JSON.stringify({ kind: "deletion" });

const post = (url: string, token: string | undefined, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": body.length,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const call = request(`${url}/requests`, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    call.on("error", reject).end(body);
  });

/** Asks once for each person over a few connections. Milliseconds of each call, and calls per second. */
const drive = async (url: string, tokens: readonly (string | undefined)[]) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let place = 0;
  const worker = async (): Promise<void> => {
    while (place < tokens.length) {
      const token = tokens[place];
      place += 1;
      const began = performance.now();
      const status = await post(url, token, agent);
      if (status !== 202) throw new Error(`a call was answered with ${status}`);
      latencies.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const perSecond = tokens.length / ((performance.now() - began) / 1000);
  agent.destroy();
  return { perSecond, p99: latencies.sort((one, other) => one - other)[Math.floor(latencies.length * 0.99)] ?? 0 };
};

const measure = async (which: "habeas" | "bare") => {
  const child = await startChild("api-child.ts", which, String(people));
  const { url, tokens } = child.ready as { url: string; tokens: string[] };
  try {
    return await drive(url, which === "bare" ? Array.from({ length: people }, () => undefined) : tokens);
  } finally {
    await child.stop();
  }
};

export const api: Bench = {
  name: "api",
  about: "how many requests are accepted: token checked, stored, audited, flushed to disk, run started",
  run: async (say) => {
    const rounds: { habeas: Awaited<ReturnType<typeof measure>>; bare: Awaited<ReturnType<typeof measure>> }[] = [];
    for (let time = 1; time <= times; time += 1) {
      say(`round ${time} of ${times}`);
      rounds.push({ bare: await measure("bare"), habeas: await measure("habeas") });
    }
    const baseline = median(rounds.map(({ bare }) => bare.perSecond));
    const accepted = median(rounds.map(({ habeas }) => habeas.perSecond));
    const ratio = median(rounds.map(({ habeas, bare }) => habeas.perSecond / bare.perSecond));
    return [
      { metric: "accepted_per_second", value: accepted, unit: "1/s", baseline },
      { metric: "accept_ratio_to_bare_http", value: ratio, unit: "", baseline, ratio, goal: ">= 0.1" },
      { metric: "accept_p99_ms", value: median(rounds.map(({ habeas }) => habeas.p99)), unit: "ms" },
    ];
  },
};
