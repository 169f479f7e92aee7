import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Identifiers, isReceiptOf, type Receipt, verifyReceipt } from "#deletion/receipt.ts";
import { publicKeysFrom } from "./public-keys.ts";

// `npm run verify -- receipt.jws`: says whether a receipt is genuine, and what it says, with nothing but the public keys.

const usage = "npm run verify -- <receipt.jws> [--keys <jwks.json or its address>] [--identifiers <file.json>]";

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { keys: { type: "string" }, identifiers: { type: "string" } },
  });
  const [file] = positionals;
  if (file === undefined) throw new Error(`Which receipt? ${usage}`);
  const keys = await publicKeysFrom(values.keys, process.env.HABEAS_DATA ?? "./data");
  const { receipt, kid } = await verifyReceipt(readFileSync(file, "utf8").trim(), keys);
  console.log(saidBy(receipt, kid));
  if (values.identifiers === undefined) return;
  const identifiers = Identifiers.parse(JSON.parse(readFileSync(values.identifiers, "utf8")));
  if (!isReceiptOf(receipt, identifiers))
    throw new Error("The receipt is genuine, but it is not for these identifiers.");
  console.log(`  It is the receipt of ${identifiers.identities.map(({ userId }) => userId).join(", ")}.\n`);
};

const saidBy = (receipt: Receipt, kid: string): string => {
  const { controller, requestId, kind, receivedAt, verifiedAbsentAt, signedAt, deletedFrom, remains } = receipt;
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ");
  return `
  Genuine: signed with the key ${kid}.

  ${controller.name} ${kind === "erased" ? "deleted an account" : "looked for an account that was gone already"}.
  Request    ${requestId}, received ${receivedAt}
  Gone       by direct read at ${verifiedAbsentAt}; signed ${signedAt}
${deletedFrom.map(({ system, counts }) => `  Deleted    ${system}: ${counted(counts)}`).join("\n")}
${remains.map(({ what, until }) => `  Remains    ${what}, until ${until}`).join("\n")}
  Questions  ${controller.contact}
`;
};

await main().catch((error: unknown) => {
  const isOurs = error instanceof Error && /^(?:Which|There are|The receipt)/.test(error.message);
  console.error(`\n  ${isOurs ? error.message : "This is not a genuine receipt, or not one of these keys."}\n`);
  process.exitCode = 1;
});
