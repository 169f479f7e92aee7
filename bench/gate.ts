import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { type Measure, median } from "./bench.ts";

interface TermsGate {
  onExecutePostLogin(event: object, api: object): Promise<void>;
}
const gate = createRequire(import.meta.url)("../auth0/actions/terms-gate/code.js") as TermsGate;

const logins = 20_000;
const rounds = 5;

const settings = JSON.stringify({
  page: "https://privacy.example.com/terms/page",
  flag: "habeas_terms",
  neverGate: ["admin", "officer", "lead officer", "auditor"],
  rules: [
    { version: "2027-02", enough: ["2027-02"], mode: "soft", audience: { regions: ["EU"], connections: ["Users"] } },
    { version: "2027-01", enough: ["2027-01", "2027-02"], mode: "hard", audience: {} },
  ],
});
const secrets = { SETTINGS: settings, SESSION_SECRET: "s".repeat(48) };

const eventOf = (version: string): object => ({
  client: { client_id: "shop", name: "Shop", metadata: {} },
  connection: { name: "Username-Password-Authentication" },
  transaction: { protocol: "oidc-basic-profile", prompt: [], locale: "en" },
  request: { query: {} },
  authorization: { roles: ["customer"] },
  user: { user_id: "auth0|5f7c8ec7c33c6c004bbafe82", app_metadata: { habeas_terms: { version } } },
  secrets,
});

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What Auth0's api does in the Action's own process: the token of a redirect is signed there and then. */
const api = {
  access: { deny: () => undefined },
  redirect: {
    canRedirect: () => true,
    encodeToken: ({ secret, payload }: { secret: string; payload: object }) => {
      const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
      return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    },
    sendUserTo: () => undefined,
  },
};

/** Microseconds for one login of this kind. */
const microseconds = async (version: string): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const event = eventOf(version);
    const began = process.hrtime.bigint();
    for (let login = 0; login < logins; login += 1) await gate.onExecutePostLogin(event, api);
    // the first round warms up
    if (round > 0) times.push(Number(process.hrtime.bigint() - began) / 1000 / logins);
  }
  return median(times);
};

/** The Action's own time at a login: of somebody who has accepted, which is nearly everybody, and of somebody who is sent to the page. */
export const gateMeasures = async (say: (line: string) => void): Promise<Measure[]> => {
  say(`the gate, ${logins} logins of each kind, ${rounds} times`);
  return [
    { metric: "gate_us", value: await microseconds("2027-01"), unit: "µs", goal: "<= 1000" },
    { metric: "gate_asked_us", value: await microseconds("2026-10"), unit: "µs", goal: "<= 1000" },
  ];
};
