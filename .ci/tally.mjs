// Adds up vitest's JSON reports and says it in one line; fails when anything failed or a stage broke.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [brokenStages = "0", folder = "."] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
}
if (Number(brokenStages) > 0 && total.failed === 0) total.failed = Number(brokenStages);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
