// Adds up vitest's JSON reports: names what failed and what was skipped, then says it in one line. Fails when anything failed or a stage broke.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder = ".", ...brokenStages] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const { name, message, assertionResults } of report.testResults) {
    if (message !== "") console.log(`FAILED ${name}: ${message}`);
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === "failed")
        console.log(`FAILED ${name}: ${fullName}\n${failureMessages.join("\n").slice(0, 2_000)}`);
      else if (status !== "passed") console.log(`${status} ${name}: ${fullName}`);
  }
}
for (const stage of brokenStages) console.log(`BROKEN stage: ${stage}`);
if (brokenStages.length > 0 && total.failed === 0) total.failed = brokenStages.length;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
