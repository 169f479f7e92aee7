import { parseArgs } from "node:util";
import { api } from "./api.ts";
import { type Bench, type Measure, rounded } from "./bench.ts";
import { bundles } from "./bundles.ts";
import { engine } from "./engine.ts";
import { events } from "./events.ts";
import { exporting } from "./export.ts";
import { start } from "./start.ts";
import { terms } from "./terms.ts";
import { web } from "./web.ts";

/** Every bench, by the order in which they run when none is named. */
const benches: Bench[] = [bundles, engine, api, events, exporting, start, terms, web];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}. There are: ${benches.map(({ name }) => name).join(", ")}.`);
  process.exit(1);
}

const say = (line: string): void => {
  if (!values.json) process.stderr.write(`  ${line}\n`);
};

const shown = ({ metric, value, unit, baseline, ratio, goal }: Measure): Record<string, unknown> => ({
  metric,
  value: `${rounded(value)} ${unit}`,
  baseline: baseline === undefined ? "" : rounded(baseline),
  ratio: ratio === undefined ? "" : rounded(ratio),
  goal: goal ?? "",
});

for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  if (!values.json) console.log(`\n${bench.name}: ${bench.about}`);
  const measures = await bench.run(say);
  if (values.json) {
    for (const { goal: _, value, baseline, ratio, metric, unit } of measures) {
      const line = { bench: bench.name, metric, value: rounded(value), unit };
      console.log(
        JSON.stringify({
          ...line,
          ...(baseline !== undefined && { baseline: rounded(baseline) }),
          ...(ratio !== undefined && { ratio: rounded(ratio) }),
        }),
      );
    }
  } else console.table(measures.map(shown));
}
