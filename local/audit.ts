import { existsSync } from "node:fs";
import { join } from "node:path";
import { directoryArchive } from "#ports/archive/directory-archive.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { verifyAudit } from "#requests/checkpoint.ts";
import { publicKeysFrom } from "./public-keys.ts";

// `npm run audit -- verify`: reads every audit chain of the installation in ./data and says whether anything was changed.

const main = async (): Promise<void> => {
  const [command] = process.argv.slice(2);
  if (command !== "verify") throw new Error("npm run audit -- verify");
  const dataDir = process.env.HABEAS_DATA ?? "./data";
  const file = join(dataDir, "requests.db");
  if (!existsSync(file))
    throw new Error(`There is no installation in ${dataDir}. Start one with npm start, or set HABEAS_DATA.`);
  const records = openSqliteRecords({ file, durability: "full" });
  const ports = { audit: auditIn({ records }), archive: directoryArchive({ root: join(dataDir, "archive") }) };
  const progress = (chains: number) => {
    if (chains % 1000 === 0) process.stderr.write(`\r  ${chains} chains read`);
  };
  const { faults, chains, checkpoints } = await verifyAudit(ports, await publicKeysFrom(undefined, dataDir), progress);
  records.close();
  if (faults.length === 0) {
    console.log(`\n  Whole: ${chains} chains, held against ${checkpoints} signed checkpoints.\n`);
    return;
  }
  for (const { where, number, fault } of faults) console.error(`  ${where}, entry ${number}: ${fault}`);
  throw new Error(`Something was changed in ${faults.length} ${faults.length === 1 ? "place" : "places"}.`);
};

await main().catch((error: unknown) => {
  console.error(`\n  ${error instanceof Error ? error.message : "The audit cannot be read."}\n`);
  process.exitCode = 1;
});
