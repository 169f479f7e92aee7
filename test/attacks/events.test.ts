import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { picks } from "#kernel/log-event.ts";
import { type Journey, openJourney } from "../journeys/journey.ts";

// The hostile inputs of the doors for events, sent to the real webhook and the real queue of one machine.

const Input = z.object({
  deliver: z.object({ times: z.int() }).optional(),
  input: z.looseObject({
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    body_raw: z.unknown().optional(),
    records: z.array(z.object({ body: z.string() })).optional(),
  }),
});
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const { entries } = z
  .object({
    entries: z.array(
      z.object({
        id: z.string(),
        file: z.string(),
        op: z.string(),
        title: z.string(),
        expect: z.string(),
        also_ok: z.array(z.string()),
      }),
    ),
  })
  .parse(read("manifest.json"));
const surfaces = ["ingest", "queue_batch", "eventbridge_event"];
const hostile = entries.filter(({ op }) => surfaces.includes(op));

let journey: Journey;
let token: string;
beforeAll(async () => {
  journey = await openJourney();
  token = readFileSync(`${journey.dataDir}/secrets/log-stream-tokens`, "utf8").trim();
  await journey.system.engine.settle();
});
afterAll(() => journey?.close());

/** Names of the manifest's world, as far as these inputs use them; each has canaries. */
const world = (name: string): string =>
  ({
    webhook_token: token,
    now: journey.clock.now(),
    "user_a.id": "auth0|ada",
    "user_a.mail": "canary-ada@example.com",
    "user_b.id": "auth0|otto",
    "user_b.mail": "canary-otto@example.com",
  })[name] ?? `${name.replace(/\W/g, "-")}-1`;

const expanded = (value: unknown): unknown => {
  if (typeof value === "string") return value.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => world(name));
  if (Array.isArray(value)) return value.map(expanded);
  if (typeof value !== "object" || value === null) return value;
  const gen = value as {
    $gen?: string;
    parts?: unknown[];
    open?: string;
    mid?: string;
    close?: string;
    depth?: number;
  };
  if (gen.$gen === "concat") return (gen.parts ?? []).map((part) => String(expanded(part))).join("");
  if (gen.$gen === "nest")
    return (gen.open ?? "").repeat(gen.depth ?? 0) + gen.mid + (gen.close ?? "").repeat(gen.depth ?? 0);
  if (gen.$gen !== undefined) throw new Error(`the generator ${gen.$gen} is not known here`);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expanded(member)]));
};

/** What the bus's rule makes of an event: a text for each field that is used, by the paths that infra writes into the rule. */
const behindTheBus = (event: unknown): string => {
  const { log_id, data } = (event as { detail: { log_id: string; data: object } }).detail;
  const at = (path: readonly string[]): string => {
    let value: unknown = data;
    for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
    return value === undefined ? "" : String(value);
  };
  return JSON.stringify(
    Object.fromEntries(Object.entries(picks).map(([name, path]) => [name, name === "logId" ? log_id : at(path)])),
  );
};

const effects = async () => {
  const { system } = journey;
  return {
    atTenant: system.tenant.ledger().length,
    mails: (await system.outbox.list()).items.length,
    requests: (await system.ports.requests.inWeek("deletion", "2026-W48")).items.length,
    tasks: (await system.ports.tasks.list("open")).items.length,
  };
};

const settle = () => journey.system.eventDoor.drain();

test.each(hostile.map((entry) => [entry.id, entry.title, entry] as const))("%s: %s", async (_, __, entry) => {
  const { deliver, input } = Input.parse(read(`inputs/${entry.file}`));
  const before = await effects();
  const aside = (await journey.system.ports.events.quarantined()).items.length;
  const allowed = [entry.expect, ...entry.also_ok];
  for (let time = 0; time < (deliver?.times ?? 1); time += 1) {
    if (entry.op === "ingest") {
      const body =
        input.body_raw === undefined ? JSON.stringify(expanded(input.body)) : String(expanded(input.body_raw));
      const headers = expanded(input.headers) as Record<string, string>;
      const answer = await fetch(`${journey.system.urls.api}/auth0/log-events`, { method: "POST", headers, body });
      // 2xx: taken in, and what must not happen does not
      expect(allowed).toContain(answer.ok ? "accepted-but-neutralised" : String(answer.status));
      expect(await answer.text()).not.toMatch(/canary|at \w+ \(|\.ts:/);
    } else if (entry.op === "queue_batch") {
      await journey.system.ports.queue.send((input.records ?? []).map(({ body }) => String(expanded(body))));
    } else {
      await journey.system.ports.queue.send([behindTheBus(expanded(input))]);
    }
    await settle();
  }
  expect(await effects()).toEqual(before);
  if (entry.op === "eventbridge_event") {
    // it was understood, and known again each time
    expect((await journey.system.ports.events.quarantined()).items.length).toBe(aside);
    expect(await journey.system.ports.events.areSeen(["9016"])).toEqual([true]);
  }
  if (entry.op === "queue_batch") {
    expect((await journey.system.ports.events.quarantined()).items.length).toBeGreaterThan(aside);
  }
  expect(journey.lines.join("\n")).not.toMatch(/canary|kill switch off|otto/);
  for (const line of journey.lines) expect(() => JSON.parse(line)).not.toThrow();
  expect(({} as { polluted_s4?: unknown }).polluted_s4).toBeUndefined();
  // the next ordinary delivery is handled as ever
  const next = [{ log_id: `next-${entry.id}`, data: { type: "f", user_id: "auth0|ada" } }];
  const answer = await fetch(`${journey.system.urls.api}/auth0/log-events`, {
    method: "POST",
    headers: { authorization: token },
    body: JSON.stringify(next),
  });
  await settle();
  expect([answer.status, await journey.system.ports.events.areSeen([`next-${entry.id}`])]).toEqual([200, [true]]);
});
