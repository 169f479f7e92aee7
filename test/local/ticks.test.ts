import { expect, test } from "vitest";
import { openTicks } from "#local/ticks.ts";
import { jsonLog } from "#runtime/log.ts";

const log = jsonLog({ sink: () => {} });

/** Work that is done when the test says so. */
const openWork = () => {
  const begun: { end: () => void; fail: () => void }[] = [];
  const work = () =>
    new Promise<void>((resolve, reject) => begun.push({ end: resolve, fail: () => reject(new Error("no")) }));
  return { begun, ticks: openTicks(3_600_000, work, log) };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("whoever asks for a tick while one is under way gets one that began after they asked, and shares it", async () => {
  const { begun, ticks } = openWork();
  const first = ticks.tick();
  const [second, third] = [ticks.tick(), ticks.tick()];
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await first;
  await settled();
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await Promise.all([second, third]);
  expect(begun).toHaveLength(2);
  await ticks.close();
});

test("never is there more than one at once, and one that failed does not keep the next from beginning", async () => {
  const { begun, ticks } = openWork();
  const first = ticks.tick().catch(() => "failed");
  const second = ticks.tick();
  begun[0]?.fail();
  expect(await first).toBe("failed");
  await settled();
  const third = ticks.tick();
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await second;
  await settled();
  begun[2]?.end();
  await third;
  await ticks.close();
});

test("closing waits for what is under way, and begins nothing more", async () => {
  const { begun, ticks } = openWork();
  void ticks.tick();
  const next = ticks.tick();
  let isClosed = false;
  const closing = ticks.close().then(() => {
    isClosed = true;
  });
  await settled();
  expect(isClosed).toBe(false);
  begun[0]?.end();
  await Promise.all([closing, next]);
  expect(begun).toHaveLength(1);
});
