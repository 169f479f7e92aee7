import { inWords } from "#kernel/duration.ts";
import { ensureWebBuilt } from "#web/build.ts";
import { sentenceFor } from "./start-faults.ts";
import { openSystem, type System } from "./system.ts";

/** `npm start`: the whole system on this machine, until Ctrl-C. */
const main = async (): Promise<void> => {
  await ensureWebBuilt((line) => console.log(`\n  ${line}`));
  const system = await openSystem({
    dataDir: process.env.HABEAS_DATA ?? "./data",
    policyFile: process.env.HABEAS_POLICY,
    ports: { api: 4000, portal: 4001, console: 4002, tenant: 4003 },
  });
  console.log(banner(system));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(system));
};

let stopping = false;
const stop = async (system: System): Promise<void> => {
  if (stopping) return;
  stopping = true;
  console.log("\n  Stopping: nothing new is begun; what is unfinished goes on at the next start.");
  await system.close();
};

const banner = ({ urls, dataDir, policy }: System): string => `
  Habeas 0.1 · everything on this machine · data in ${dataDir}

  API        ${urls.api}        /openapi.json
  Portal     ${urls.portal}        sign in as ada@example.com / habeas
  Console    ${urls.console}        sign in as officer@example.com / habeas, code 123456
  Tenant     ${urls.tenant}        a local Auth0 tenant with 200 people
  Mail       ${urls.api}/outbox every notice that would have been sent

  Try: ask for Ada's deletion in the portal, then watch and approve it in the console. Cooling-off here is ${inWords(policy.deletion.coolingOff)} (policy.yaml).
  Or: npm run demo plays a whole deletion in ten seconds, beside this one.
`;

await main().catch((error: unknown) => {
  console.error(`\n  ${sentenceFor(error)}\n`);
  process.exitCode = 1;
});
