import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyReceipt } from "#deletion/receipt.ts";
import { systemClock } from "#kernel/clock.ts";
import type { RequestId } from "#kernel/ids.ts";
import { millisOf, plus } from "#kernel/instant.ts";
import { runningClock, wind } from "#local/engine/wound-clock.ts";
import { secondFactorCode } from "#local/seed/named-people.ts";
import { signIn } from "#local/tenant/sign-in.ts";
import { requestChain } from "#ports/audit/audit.ts";
import type { PublicJwk } from "#ports/keys/keys.ts";
import { jsonLog } from "#runtime/log.ts";
import { sentenceOf } from "./demo-sentences.ts";
import { sentenceFor } from "./start-faults.ts";
import { openSystem, type System } from "./system.ts";
import { audience } from "./trial-tenant.ts";

/** `npm run demo`: one whole deletion, as Ada and the people who answer for it would see it, on a fresh system. */
const main = async (keep: boolean): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), "habeas-demo-"));
  const clock = runningClock(systemClock);
  const system = await openSystem({
    dataDir,
    ports: { api: 0, portal: 0, console: 0, tenant: 0 },
    clock,
    coolingOffSeconds: 3,
    log: jsonLog({ clock, sink: () => undefined }),
  });
  try {
    await play(system, clock);
    if (keep) await untilStopped(system);
  } finally {
    await system.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Leaves the system up until Ctrl-C. */
const untilStopped = (system: System): Promise<void> => {
  console.log(keepSentence(system));
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
};

const play = async (system: System, clock: ReturnType<typeof runningClock>): Promise<void> => {
  const began = Date.now();
  const say = (what: string, detail = ""): void => {
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds} s  ${what.padEnd(60)}  ${detail}`.trimEnd());
  };
  console.log();

  const { accessToken } = await signIn({
    issuer: system.tenant.issuer,
    clientId: system.tenant.clientId("Habeas portal"),
    redirectUri: `${system.urls.portal}/callback`,
    audience,
    scope: "openid profile email",
    email: "ada@example.com",
    password: "habeas",
  });
  say("Ada signs in at the tenant", "auth0|ada");

  const requested = await call(system, "POST", "/requests", accessToken, { kind: "deletion" });
  const { requestId, dueAt } = requested as { requestId: RequestId; dueAt: string };
  say('POST /requests { "kind": "deletion" }', `202  ${requestId}  due ${dueAt.slice(0, 10)}`);

  const planned = await follow(system, requestId, say, "deletion-planned");
  await approve(system, requestId);
  const told = await follow(system, requestId, say, "address-dropped", planned);
  await proveReceipt(system, accessToken, requestId, say);

  const last = Math.max(...system.policy.deletion.recheck);
  await wind(system.engine, clock, plus(clock.now(), last + 1));
  await follow(system, requestId, say, "request-closed", told);

  const transitions = system.engine
    .history("deletion", `${requestId}.1`, { limit: 25_000 })
    .events.filter(({ type }) => type.endsWith("StateEntered"));
  const dollars = (transitions.length * 0.000025).toFixed(4); // $25 per million transitions, us-east-1, Standard
  console.log(
    `    OK    1 account, ${system.tenantCalls()} Auth0 calls, ${transitions.length} transitions, about $${dollars} of Step Functions on AWS\n`,
  );
};

/** Ada is a customer, and invoices are kept: so policy asks an officer, who looks at the plan and says yes to its digest. */
const approve = async (system: System, requestId: RequestId): Promise<void> => {
  const { accessToken } = await signIn({
    issuer: system.tenant.issuer,
    clientId: system.tenant.clientId("Habeas console"),
    redirectUri: `${system.urls.console}/callback`,
    audience,
    scope: "openid requests:read requests:decide",
    email: "officer@example.com",
    password: "habeas",
    code: secondFactorCode,
  });
  const path = `/officer/requests/${requestId}`;
  const { plan } = (await call(system, "GET", path, accessToken)) as { plan: { digest: string } };
  await call(system, "POST", `${path}/approve`, accessToken, { planDigest: plan.digest });
};

/** Prints what the audit says after the first `told` entries, as it comes, until `lastEvent`. Answers with how many there are now. */
const follow = async (
  system: System,
  requestId: RequestId,
  say: (what: string, detail?: string) => void,
  lastEvent: string,
  told = 0,
): Promise<number> => {
  let said = told;
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { items } = await system.ports.audit.entries(requestChain(requestId));
    for (const entry of items.slice(said)) {
      const sentence = sentenceOf(entry);
      if (sentence !== undefined) say(sentence.what, sentence.detail);
    }
    said = items.length;
    if (items.some(({ event }) => event === lastEvent)) return said;
    const { attention } = (await system.ports.requests.find(requestId)) ?? {};
    if (attention !== undefined) throw new Error(`the run failed: ${attention.error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`"${lastEvent}" did not come within a minute`);
};

const proveReceipt = async (
  system: System,
  accessToken: string,
  requestId: RequestId,
  say: (what: string, detail?: string) => void,
): Promise<void> => {
  const { keys } = (await call(system, "GET", "/.well-known/jwks.json", undefined)) as { keys: PublicJwk[] };
  const mailed = (await system.outbox.list()).items
    .flatMap(({ attachments }) => attachments)
    .find(({ name }) => name === `${requestId}.jws`);
  if (mailed === undefined) throw new Error("the receipt is not in the outbox");
  const { receipt, kid } = await verifyReceipt(mailed.content, keys);
  const fetched = await fetch(`${system.urls.api}/requests/${requestId}/receipt`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if ((await fetched.text()) !== mailed.content)
    throw new Error("the receipt of the API is not the one that was mailed");
  const took = (millisOf(receipt.signedAt) - millisOf(receipt.receivedAt)) / 1000;
  say(`Receipt verified offline: ${receipt.kind}, ${took.toFixed(1)} s after the request`, `key ${kid.slice(0, 8)}…`);
};

const call = async (
  system: System,
  method: string,
  path: string,
  accessToken: string | undefined,
  body?: object,
): Promise<unknown> => {
  const answer = await fetch(`${system.urls.api}${path}`, {
    method,
    headers: {
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};

const keepSentence = ({ urls }: System): string =>
  `  The system stays up: API ${urls.api}, mail ${urls.api}/outbox, tenant ${urls.tenant}. Ctrl-C ends it.\n`;

await main(process.argv.includes("--keep")).catch((error: unknown) => {
  console.error(`\n  ${sentenceFor(error)}\n`);
  process.exit(1);
});
