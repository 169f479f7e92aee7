import { createHash } from "node:crypto";
import type { StreamSource } from "./configuration.ts";
import type { LogEvent, Logs } from "./log-events.ts";
import type { Store } from "./store.ts";
import { deliveriesOf, type Format } from "./stream-batches.ts";

/** How a stream behaves beyond the usual, for tests: what Auth0 may do, though it seldom does. */
export interface StreamBehaviour {
  /** At most so many records in one request. */
  batch: number;
  /** Every record twice in a batch, and every batch twice. */
  duplicates: boolean;
  /** Batches backwards, and every other one behind the next. */
  reorder: boolean;
  /** In the place of the configured format. */
  format?: Format | undefined;
}

/** What the Management API shows of a stream. */
export interface StreamView {
  id: string;
  name: string;
  type: "http";
  status: "active" | "paused" | "suspended";
  sink: StreamSource["sink"];
}

/** The tenant's custom log streams: they deliver at least once, and go on where they were after a restart. */
export interface LogStreams {
  list(): StreamView[];
  update(id: string, change: { name?: string | undefined; status?: "active" | "paused" | undefined }): StreamView;
  behave(change: Partial<StreamBehaviour>): void;
  pause(): void;
  resume(): void;
  /** When everything written until now is delivered, or its stream is paused, or a receiver has failed three times. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

interface Kept {
  name: string;
  status: StreamView["status"];
  /** The last record that was delivered. */
  cursor: string;
}

const attempts = 3;
const answerWithinMs = 10_000;
const gatherMs = 20;
const cycleMs = 1000;

const idOf = (name: string): string =>
  `lst_${createHash("sha256").update(name).digest("hex").slice(0, 16).padEnd(16, "0")}`;

export const openLogStreams = (store: Store, logs: Logs, sources: readonly StreamSource[]): LogStreams => {
  const kept = store.collection<Kept>("log-streams");
  const behaviour: StreamBehaviour = { batch: 100, duplicates: false, reorder: false };
  const over = new AbortController();
  const newest = logs.all().at(-1)?.log_id ?? "";
  for (const { name } of sources) {
    // a new stream begins with what comes from now on
    if (kept.get(idOf(name)) === undefined) kept.put(idOf(name), { name, status: "active", cursor: newest });
  }

  const send = async ({ sink }: StreamSource, body: string): Promise<boolean> => {
    try {
      const answer = await fetch(sink.httpEndpoint, {
        method: "POST",
        headers: {
          "content-type": sink.httpContentType ?? "application/json",
          ...(sink.httpAuthorization !== undefined && { authorization: sink.httpAuthorization }),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([over.signal, AbortSignal.timeout(answerWithinMs)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  };

  const delivered = async (source: StreamSource, body: string): Promise<boolean> => {
    for (let attempt = 1; attempt <= attempts && !over.signal.aborted; attempt += 1) {
      if (await send(source, body)) return true;
    }
    return false;
  };

  /** Delivers what has been written since the cursor, which moves on only behind what was taken. False: the receiver does not take it. */
  const catchUp = async (source: StreamSource): Promise<boolean> => {
    const id = idOf(source.name);
    for (;;) {
      const stream = kept.get(id);
      if (stream === undefined || stream.status !== "active" || over.signal.aborted) return true;
      const waiting = logs.after(stream.cursor, behaviour.batch * 2);
      const last = waiting.at(-1);
      if (last === undefined) return true;
      const format = behaviour.format ?? source.sink.httpContentFormat;
      for (const body of deliveriesOf(waiting as LogEvent[], format, behaviour)) {
        if (!(await delivered(source, body))) return false;
      }
      if (over.signal.aborted) return true;
      kept.put(id, { ...(kept.get(id) ?? stream), cursor: last.log_id });
    }
  };

  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const pump = (): Promise<void> => {
    underWay = underWay.then(async () => {
      const taken = await Promise.all(sources.map(catchUp));
      if (taken.includes(false)) planIn(cycleMs);
    });
    return underWay;
  };
  const planIn = (ms: number): void => {
    if (timer !== undefined || over.signal.aborted || sources.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void pump();
    }, ms);
    timer.unref();
  };
  const unsubscribe = logs.subscribe(() => planIn(gatherMs));
  planIn(gatherMs); // what was written while nobody listened

  const setStatus = (status: StreamView["status"]): void => {
    for (const { name } of sources) kept.put(idOf(name), { ...(kept.get(idOf(name)) as Kept), status });
    planIn(0);
  };
  const viewOf = (source: StreamSource): StreamView => {
    const { name, status } = kept.get(idOf(source.name)) as Kept;
    return { id: idOf(source.name), name, type: "http", status, sink: source.sink };
  };

  return {
    list: () => sources.map(viewOf),
    update: (id, { name, status }) => {
      const source = sources.find((each) => idOf(each.name) === id) as StreamSource;
      const stream = kept.get(id) as Kept;
      kept.put(id, { ...stream, ...(name !== undefined && { name }), ...(status !== undefined && { status }) });
      planIn(0);
      return viewOf(source);
    },
    behave: (change) => void Object.assign(behaviour, change),
    pause: () => setStatus("paused"),
    resume: () => setStatus("active"),
    settle: () => pump(),
    close: async () => {
      unsubscribe();
      over.abort();
      clearTimeout(timer);
      await underWay;
    },
  };
};
