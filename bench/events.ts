import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { webhookRoute } from "#entry/webhook/webhook.ts";
import { jsonLog } from "#runtime/log.ts";
import { type Bench, median } from "./bench.ts";
import { type Child, startChild } from "./child.ts";
import { someBatch } from "./some-events.ts";

const [total, people, senders, kills] = [100_000, 2_000, 4, 10];

/** Batches through everything the door does but the queue's disk, against JSON.parse of the same text, in turns in one process. */
const intakeRatio = async (): Promise<{ ratio: number; perSecond: number }> => {
  const batches = Array.from({ length: 20 }, (_, place) => someBatch(place, people));
  const route = webhookRoute({
    ports: { queue: { send: async () => {} }, keys: {} as never },
    streamTokens: async () => ["bench-token"],
    log: jsonLog({ sink: () => {} }),
  });
  const eventOf = (body: string) =>
    ({ headers: { authorization: "bench-token" }, body, isBase64Encoded: false }) as unknown as APIGatewayProxyEventV2;
  const timed = async (work: (batch: string) => unknown): Promise<number> => {
    const began = performance.now();
    for (let round = 0; round < 10; round += 1) for (const batch of batches) await work(batch);
    return performance.now() - began;
  };
  const parse = (batch: string): unknown => JSON.parse(batch);
  const take = (batch: string): unknown => route.run(eventOf(batch));
  const rounds: { ratio: number; perSecond: number }[] = [];
  for (let round = 0; round < 12; round += 1) {
    const bare = await timed(parse);
    const whole = await timed(take);
    rounds.push({ ratio: bare / whole, perSecond: 20_000 / (whole / 1000) });
  }
  const warm = rounds.slice(2);
  return { ratio: median(warm.map(({ ratio }) => ratio)), perSecond: median(warm.map(({ perSecond }) => perSecond)) };
};

const send = async (url: string, batch: number): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/auth0/log-events`, {
      method: "POST",
      headers: { authorization: "bench-token", "content-type": "application/json" },
      body: someBatch(batch, people),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
};

const asked = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

const drained = async (url: string): Promise<void> => {
  while ((await asked<{ waiting: number }>(`${url}/state`)).waiting > 0) await setTimeout(20);
};

const sendAll = async (url: string): Promise<void> => {
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < total / 100) {
      const batch = next;
      next += 1;
      if (!(await send(url, batch))) throw new Error("a batch was not taken");
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
};

const throughput = async (dataDir: string): Promise<{ perSecond: number; rssGrowthMb: number }> => {
  const child = await startChild("events-child.ts", dataDir);
  try {
    const { url } = child.ready as { url: string };
    const rss = async () => (await asked<{ rss: number }>(`${url}/state`)).rss;
    for (let batch = 0; batch < 50; batch += 1) await send(url, 1_000_000 + batch);
    await drained(url);
    const before = await rss();
    const began = performance.now();
    await sendAll(url);
    await drained(url);
    const perSecond = total / ((performance.now() - began) / 1000);
    return { perSecond, rssGrowthMb: ((await rss()) - before) / 1024 / 1024 };
  } finally {
    await child.stop();
  }
};

/** Killed ten times while batches come in; a batch that was not answered is sent again, as Auth0 does. */
const lostAfterKills = async (dataDir: string, say: (line: string) => void): Promise<number> => {
  const batches = 200;
  let child: Child = await startChild("events-child.ts", dataDir);
  const urlOf = (): string => (child.ready as { url: string }).url;
  for (let batch = 0; batch < batches; ) {
    const killNow = batch > 0 && batch % Math.floor(batches / kills) === 0;
    const sending = send(urlOf(), batch);
    if (killNow) {
      await setTimeout(Math.random() * 5);
      process.kill((child.ready as { pid: number }).pid, "SIGKILL");
      const taken = await sending;
      await child.stop();
      child = await startChild("events-child.ts", dataDir);
      if (!taken) await send(urlOf(), batch);
      batch += 1;
    } else if (await sending) batch += 1;
  }
  say("waiting until what a killed process had in hand may be taken up by another");
  await drained(urlOf());
  const { unseen } = await asked<{ unseen: number }>(`${urlOf()}/unseen?${batches * 100}`);
  await child.stop();
  return unseen;
};

const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-bench-events-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const events: Bench = {
  name: "events",
  about: "Auth0's events: taken in, queued on disk, worked off under the policy that we ship",
  run: async (say) => {
    say("batches of 100 against JSON.parse");
    const { ratio, perSecond } = await intakeRatio();
    say(`${total} events to done`);
    const whole = await inFolder(throughput);
    say(`${kills} kills`);
    const lost = await inFolder((folder) => lostAfterKills(folder, say));
    return [
      { metric: "intake_ratio_to_json_parse", value: ratio, unit: "", ratio, goal: ">= 0.4" },
      { metric: "intake_events_per_second", value: perSecond, unit: "1/s" },
      { metric: "events_per_second", value: whole.perSecond, unit: "1/s" },
      { metric: "lost_after_10_kills", value: lost, unit: "events", goal: "0" },
      { metric: "rss_growth_mb", value: whole.rssGrowthMb, unit: "MB" },
    ];
  },
};
