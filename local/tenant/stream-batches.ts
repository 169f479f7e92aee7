import type { LogEvent } from "./log-events.ts";

/** The three forms of a custom log stream's body. */
export type Format = "JSONARRAY" | "JSONLINES" | "JSONOBJECT";

type Delivered = { log_id: string; data: LogEvent };

const bodyOf = (records: readonly Delivered[], format: Format): string => {
  switch (format) {
    case "JSONARRAY":
      return JSON.stringify(records);
    case "JSONLINES":
      return records.map((record) => JSON.stringify(record)).join("\n");
    case "JSONOBJECT":
      return JSON.stringify({ logs: records });
  }
};

/** The requests that bring these records, in order: usually each record once and in its place. */
export const deliveriesOf = (
  records: readonly LogEvent[],
  format: Format,
  { batch, duplicates, reorder }: { batch: number; duplicates: boolean; reorder: boolean },
): string[] => {
  const batches: Delivered[][] = [];
  for (let from = 0; from < records.length; from += batch) {
    const part = records.slice(from, from + batch).map((data) => ({ log_id: data.log_id, data }));
    const twice = duplicates ? part.flatMap((record) => [record, record]) : part;
    batches.push(reorder ? twice.toReversed() : twice);
  }
  const ordered = reorder ? swapped(batches) : batches;
  const bodies = ordered.map((part) => bodyOf(part, format));
  return duplicates ? bodies.flatMap((body) => [body, body]) : bodies;
};

/** Every other one behind the next. */
const swapped = <T>(items: readonly T[]): T[] =>
  items.flatMap((item, place) =>
    place % 2 === 1 ? [item, items[place - 1] as T] : place === items.length - 1 ? [item] : [],
  );
