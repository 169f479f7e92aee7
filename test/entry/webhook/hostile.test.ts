import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EventMessage } from "#requests/event-messages.ts";
import { openWorld, streamTokens } from "../api/world.ts";

// The webhook's body, from somebody who knows the stream's value: any bytes at all have a definite answer, and harm only themselves (I15).

let world: ReturnType<typeof openWorld>;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const post = async (raw: Uint8Array) => {
  world.queued.splice(0);
  const { statusCode, body } = await world.call("POST", "/auth0/log-events", {
    raw,
    headers: { authorization: streamTokens[0] ?? "" },
  });
  const messages = world.queued.map((each) => EventMessage.parse(JSON.parse(each)));
  return {
    status: statusCode,
    said: JSON.parse(body ?? "{}") as { taken?: number; putAside?: number },
    events: messages.flatMap((each) => ("events" in each ? each.events : [])),
    aside: messages.flatMap((each) => ("poison" in each ? each.poison : [])),
  };
};

const canary = "canary@example.com";
const record = (place: number) => ({
  log_id: `log-${place}`,
  data: {
    type: "s",
    user_id: "auth0|ada",
    user_name: canary,
    ip: "203.0.113.7",
    details: { prompts: [{ name: "x" }] },
  },
});
const formats: Record<string, (records: object[]) => string> = {
  array: (records) => JSON.stringify(records),
  object: (records) => JSON.stringify({ logs: records }),
  lines: (records) => records.map((each) => JSON.stringify(each)).join("\n"),
};

const bent = (text: string, bends: readonly { at: number; byte: number; how: "set" | "cut" | "add" }[]): Uint8Array => {
  let bytes: Uint8Array = Buffer.from(text);
  for (const { at, byte, how } of bends) {
    const place = at % Math.max(1, bytes.length);
    const rest = bytes.subarray(how === "add" ? place : place + 1);
    bytes = Buffer.concat([bytes.subarray(0, place), how === "cut" ? Buffer.alloc(0) : Buffer.of(byte), rest]);
  }
  return bytes;
};
const bends = fc.array(
  fc.record({
    at: fc.nat(2000),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('{}[]",:\\\n0'))),
    how: fc.constantFrom("set" as const, "cut" as const, "add" as const),
  }),
  { minLength: 1, maxLength: 4 },
);

describe("any bytes at all", () => {
  test.each(Object.keys(formats))(
    "of a delivery as %s that was bent have a definite answer, and nothing of a person is queued",
    async (format) => {
      const statuses = new Set<number>();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 4 }), bends, async (count, how) => {
          const text = (formats[format] as (records: object[]) => string)(
            Array.from({ length: count }, (_, n) => record(n)),
          );
          const { status, said, events, aside } = await post(bent(text, how));
          statuses.add(status);
          expect([200, 400, 413]).toContain(status);
          expect(world.queued.join()).not.toContain("canary");
          expect(world.lines.join()).not.toContain("canary");
          // what is answered with 200 is stored to the last part, and nothing else is
          expect([events.length, aside.length]).toEqual([said.taken ?? 0, said.putAside ?? 0]);
          if (status !== 200) expect(world.queued).toEqual([]);
        }),
        { numRuns: 1000 },
      );
      expect(statuses.has(200)).toBe(true);
    },
  );

  test("that are no delivery have one too", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        async (raw) => {
          const { status, said, events, aside } = await post(raw);
          expect([200, 400, 413]).toContain(status);
          expect([events.length, aside.length]).toEqual([said.taken ?? 0, said.putAside ?? 0]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("a line that was bent", () => {
  test("takes no other with it, wherever it stands", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3), bends, async (which, how) => {
        const lines = Array.from({ length: 4 }, (_, place) => Buffer.from(JSON.stringify(record(place))));
        const line = Buffer.from(bent(JSON.stringify(record(which)), how));
        // what it begins with says whether the delivery is one of lines at all
        fc.pre(line[0] === 0x7b && !line.includes(0x0a));
        lines[which] = line;
        const { status, events } = await post(Buffer.concat(lines.flatMap((each) => [each, Buffer.from("\n")])));
        expect(status).toBe(200);
        const others = [0, 1, 2, 3].filter((place) => place !== which).map((place) => `log-${place}`);
        expect(events.map(({ logId }) => logId)).toEqual(expect.arrayContaining(others));
      }),
      { numRuns: 1000 },
    );
  });
});
