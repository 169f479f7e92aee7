import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { apiRoutes, createApi } from "#entry/api/api.ts";
import { systemClock } from "#kernel/clock.ts";
import { openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import { listen } from "#local/http-host.ts";
import { jwksTokens } from "#ports/tokens/jwks-tokens.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { jsonLog } from "#runtime/log.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { say } from "./child.ts";

// The two servers that the bench `api` compares: `habeas` as it stands on one machine, with `people` tokens of different people, and
// `bare`, which parses the same JSON and says 202.

const [which = "", people = "0"] = process.argv.slice(2);
const issuer = "https://bench.example.com/";
const audience = "https://habeas.dev/api";

const mint = async (count: number) => {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "bench", alg: "RS256", use: "sig" };
  const now = Math.floor(Date.now() / 1000);
  const tokens = await Promise.all(
    Array.from({ length: count }, (_, number) =>
      new SignJWT({ "https://habeas.dev/authenticated_at": new Date(now * 1000).toISOString(), permissions: [] })
        .setProtectedHeader({ alg: "RS256", kid: "bench" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(`auth0|bench${number}`)
        .setIssuedAt(now)
        .setExpirationTime(now + 3600)
        .sign(privateKey),
    ),
  );
  return { tokens, fetch: async () => Response.json({ keys: [jwk] }) };
};

const bare = async (): Promise<string> => {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    request.on("end", () => {
      const { kind } = JSON.parse(text) as { kind: string };
      response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ kind }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const habeas = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "habeas-bench-"));
  process.once("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  process.once("SIGTERM", () => process.exit(0));
  const { tokens, fetch } = await mint(Number(people));
  const policy = readPolicy(fileURLToPath(new URL("../policy.yaml", import.meta.url)));
  const stores = await openEmbeddedStores({
    dataDir,
    clock: systemClock,
    environment: {},
    mailFrom: policy.controller.contact,
    webhook: null,
    mailsPerMinute: policy.terms.mailsPerMinute,
    keepTasksSeconds: policy.retention.audit,
    publicUrl: "http://127.0.0.1",
  });
  // Runs begin, and their first step never ends: what is measured is accepting.
  const engine = openEngine({
    file: join(dataDir, "engine.db"),
    clock: systemClock,
    invoke: () => new Promise(() => {}),
  });
  const story = fileURLToPath(new URL("../functions/deletion/deletion.asl.yaml", import.meta.url));
  const names = new Proxy({}, { get: (_, name) => String(name) }) as Record<string, string>;
  engine.deploy("deletion", (await loadStory(story, names)).definition);
  const log = jsonLog({ sink: () => {} });
  const ports = {
    ...stores.ports,
    workflows: engineWorkflows(engine),
    tokens: jwksTokens({ issuer, audience, clock: systemClock, fetch }),
  };
  const web = { publicUrl: "http://127.0.0.1", log };
  const challenge = { maxAgeSeconds: 3600 };
  const handle = createApi(web, apiRoutes({ ...web, ports, policy, challenge, description: async () => ({}) }));
  const host = await listen(0, { routes: () => handle, log });
  return { url: host.url, tokens };
};

say(which === "bare" ? { url: await bare(), tokens: [] } : await habeas());
