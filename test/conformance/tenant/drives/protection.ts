import { ada, nonAscii, officer } from "#local/seed/named-people.ts";
import { enter, type OpenTenant } from "../../../support/tenant.ts";
import type { Drives } from "../driver.ts";
import { nobody, user } from "./paths.ts";

const address = "zoe@example.com";

const heldBack = async ({ tenant }: OpenTenant): Promise<void> => {
  tenant.behave({ bruteForceThreshold: 1 });
  await enter(tenant, { email: address, password: "wrong" }).catch(() => undefined);
};

/** Where the tests' own logins come from. */
const here = "127.0.0.1";

const addressHeldBack = async ({ tenant }: OpenTenant): Promise<void> => {
  tenant.behave({ suspiciousAddressThreshold: 1 });
  await enter(tenant, { email: address, password: "wrong" }).catch(() => undefined);
};

/** Second factors, brute-force blocks and addresses that were held back. */
export const protectionDrives: Drives = {
  "GET /users/:id/authentication-methods": async ({ ask }) => {
    await ask(200, "GET", user(officer, "/authentication-methods"));
    await ask(200, "GET", user(officer, "/authentication-methods?page=0&per_page=1&include_totals=true"));
    await ask(404, "GET", user(nobody, "/authentication-methods"));
  },
  "DELETE /users/:id/authentication-methods": async ({ ask }) => {
    await ask(204, "DELETE", user(officer, "/authentication-methods"));
    await ask(204, "DELETE", user(officer, "/authentication-methods"));
  },
  "DELETE /users/:id/authenticators": async ({ ask }) => {
    await ask(204, "DELETE", user(officer, "/authenticators"));
    await ask(204, "DELETE", user(ada, "/authenticators"));
  },
  "GET /users/:id/enrollments": async ({ ask }) => {
    await ask(200, "GET", user(officer, "/enrollments"));
    await ask(200, "GET", user(ada, "/enrollments"));
    await ask(404, "GET", user(nobody, "/enrollments"));
  },
  "GET /user-blocks": async ({ ask, refuse, ...at }) => {
    await heldBack(at);
    await ask(200, "GET", `/user-blocks?identifier=${address}`);
    await ask(200, "GET", "/user-blocks?identifier=nobody%40example.com&consider_brute_force_enablement=true");
    await refuse("GET", "/user-blocks");
  },
  "DELETE /user-blocks": async ({ ask, refuse, ...at }) => {
    await heldBack(at);
    await ask(204, "DELETE", `/user-blocks?identifier=${address}`);
    await ask(204, "DELETE", `/user-blocks?identifier=${address}`);
    await refuse("DELETE", "/user-blocks");
  },
  "GET /user-blocks/:id": async ({ ask, ...at }) => {
    await heldBack(at);
    await ask(200, "GET", `/user-blocks/${encodeURIComponent(nonAscii)}`);
    await ask(200, "GET", `/user-blocks/${encodeURIComponent(ada)}?consider_brute_force_enablement=false`);
    await ask(404, "GET", `/user-blocks/${encodeURIComponent(nobody)}`);
  },
  "DELETE /user-blocks/:id": async ({ ask, ...at }) => {
    await heldBack(at);
    await ask(204, "DELETE", `/user-blocks/${encodeURIComponent(nonAscii)}`);
    await ask(204, "DELETE", `/user-blocks/${encodeURIComponent(nonAscii)}`);
    await ask(404, "DELETE", `/user-blocks/${encodeURIComponent(nobody)}`);
  },
  "GET /anomaly/blocks/ips/:id": async ({ ask, refuse, ...at }) => {
    await ask(404, "GET", `/anomaly/blocks/ips/${here}`);
    await addressHeldBack(at);
    await ask(200, "GET", `/anomaly/blocks/ips/${here}`);
    await ask(404, "GET", "/anomaly/blocks/ips/2001:db8::1");
    await refuse("GET", "/anomaly/blocks/ips/somewhere");
  },
  "DELETE /anomaly/blocks/ips/:id": async ({ ask, refuse, ...at }) => {
    await addressHeldBack(at);
    await ask(204, "DELETE", `/anomaly/blocks/ips/${here}`);
    await ask(204, "DELETE", `/anomaly/blocks/ips/${here}`);
    await refuse("DELETE", "/anomaly/blocks/ips/somewhere");
  },
};
