import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { readPolicy } from "#runtime/policy-file.ts";
import { elementsIn } from "./rehearsal/events-in.ts";
import { rehearsal } from "./rehearsal/rehearsal.ts";
import { reportLines } from "./rehearsal/report.ts";
import { sentenceFor } from "./start-faults.ts";

/** `npm run rehearse -- events.jsonl`: what past events would have started, by the policy as it is written now. Nothing is changed. */
const main = async (): Promise<void> => {
  const [file, more] = process.argv.slice(2);
  if (more !== undefined || (file === undefined && process.stdin.isTTY)) {
    throw new Error("Name one file of log events, or pipe them in: npm run rehearse -- events.jsonl");
  }
  const policyFile = process.env.HABEAS_POLICY ?? fileURLToPath(new URL("../policy.yaml", import.meta.url));
  const rehearsed = rehearsal(readPolicy(policyFile));
  const source = file === undefined || file === "-" ? process.stdin : createReadStream(file);
  for await (const element of elementsIn(source)) {
    rehearsed.take(element);
    if (rehearsed.taken() % 100_000 === 0)
      process.stderr.write(`  ${rehearsed.taken().toLocaleString("en")} events …\r`);
  }
  console.log(reportLines(rehearsed.report()).join("\n"));
};

await main().catch((error: NodeJS.ErrnoException) => {
  const sentence = error.code === "ENOENT" ? `There is no file ${error.path}.` : sentenceFor(error);
  console.error(`\n  ${sentence}\n`);
  process.exitCode = 1;
});
