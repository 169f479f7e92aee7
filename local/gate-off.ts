import { sentenceFor } from "./start-faults.ts";
import { optionsFrom, turnGateOff } from "./turn-gate-off.ts";

// `npm run gate:off`: for the day our terms page is down, and nobody can sign in anywhere. It needs the tenant and the gate's own client,
// and nothing else of Habeas: no store, no stack, no running process.

const main = async (): Promise<void> => {
  const options = optionsFrom(process.env);
  console.log(`\n  Turning the gate off at ${options.issuer}`);
  const { calls } = await turnGateOff(options);
  console.log(
    `  Off, with ${calls} calls: nobody is asked for new terms. The next turn of a campaign turns it on again.\n`,
  );
};

await main().catch((error: unknown) => {
  console.error(`\n  ${sentenceFor(error)}\n`);
  process.exitCode = 1;
});
