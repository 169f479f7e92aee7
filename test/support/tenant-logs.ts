import { ada, nonAscii, officer } from "#local/seed/named-people.ts";
import type { LogEvent } from "#local/tenant/log-events.ts";
import { call, enter, type OpenTenant, open, openWithAction } from "./tenant.ts";

/** Does everything that makes the tenant write a record. `look` sees it while it is still open. */
export const everyKindOfLog = async (look: (at: OpenTenant) => Promise<void> = async () => {}): Promise<LogEvent[]> => {
  const at = await open({ behaviour: { asynchronousSeconds: 0, bruteForceThreshold: 2 } });
  const { tenant } = at;
  const failing = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);
  const shop = { client: "Shop", scope: "openid offline_access" };
  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(`${tenant.url}${path}`, { method: "POST", body: new URLSearchParams(form) });
  const { cookies } = await enter(tenant);
  await enter(tenant, { cookies, prompt: "none" });
  await failing(enter(tenant, { prompt: "none" }));
  await enter(tenant, { client: "Habeas console", email: "officer@example.com", code: "123456" });
  await failing(enter(tenant, { client: "Habeas console", email: "officer@example.com", code: "1" }));
  for (const password of ["wrong", "wrong", "wrong"])
    await failing(enter(tenant, { email: "zoe@example.com", password }));
  await failing(enter(tenant, { email: "nobody@example.com" }));
  tenant.behave({ suspiciousAddressThreshold: 1 });
  await failing(enter(tenant, { email: "nobody.else@example.com" }));
  await call(tenant, "DELETE", "/anomaly/blocks/ips/127.0.0.1");
  tenant.behave({ suspiciousAddressThreshold: 100 });
  await failing(enter(tenant, { email: "blocked@example.com" }));
  await enter(tenant, { connection: "google-oauth2", email: "first.time@example.com" });
  const { refreshToken = "" } = await enter(tenant, shop);
  const refresh = { grant_type: "refresh_token", client_id: tenant.clientId("Shop"), refresh_token: refreshToken };
  await post("/oauth/token", refresh);
  await post("/oauth/revoke", { client_id: refresh.client_id, token: refreshToken });
  await post("/oauth/token", refresh);
  await post("/oauth/token", { grant_type: "authorization_code", client_id: refresh.client_id, code: "none" });
  const [client_id, client_secret] = [tenant.clientId("Habeas reader"), tenant.clientSecret("Habeas reader")];
  const machine = { grant_type: "client_credentials", client_id, client_secret, audience: tenant.managementAudience };
  await post("/oauth/token", machine);
  await post("/oauth/token", { ...machine, audience: "https://other.example.com" });
  const one = `/users/${encodeURIComponent(ada)}`;
  const connection = "Username-Password-Authentication";
  await call(tenant, "PATCH", one, { body: { blocked: true }, headers: { "x-correlation-id": "01K8" } });
  await call(tenant, "PATCH", one, { body: { email: "augusta@example.com", connection } });
  await call(tenant, "PATCH", one, { body: { password: "new", connection } });
  await call(tenant, "PATCH", one, { body: { user_metadata: { big: "x".repeat(11_000) } } });
  await call(tenant, "POST", "/users", { body: { email: "n@example.com", password: "p", connection } });
  await call(tenant, "DELETE", `/user-blocks/${encodeURIComponent(nonAscii)}`);
  await call(tenant, "DELETE", `/users/${encodeURIComponent(officer)}/authentication-methods`);
  await call(tenant, "POST", "/tickets/password-change", { body: { user_id: ada } });
  await call(tenant, "POST", "/jobs/verification-email", { body: { user_id: ada } });
  tenant.failNext({ method: "DELETE", path: "/users/*", mode: "before" });
  await call(tenant, "DELETE", one);
  await call(tenant, "DELETE", one);
  await fetch(`${tenant.url}/v2/logout?client_id=${tenant.clientId("Shop")}`, { headers: { cookie: cookies } });
  await enter(tenant, { email: "sam@example.com" }).then((signedIn) =>
    fetch(`${tenant.url}/v2/logout?client_id=${tenant.clientId("Shop")}`, { headers: { cookie: signedIn.cookies } }),
  );
  await fetch(`${tenant.url}/v2/logout?client_id=${tenant.clientId("Shop")}&returnTo=https://evil.example`);
  tenant.setPlan("free");
  for (let number = 0; number < 3; number += 1) await call(tenant, "GET", "/roles");
  const broken = await openWithAction(`exports.onExecutePostLogin = () => { throw new Error("broken"); };`);
  await failing(enter(broken));
  const logs = [...tenant.logs(), ...broken.logs()];
  tenant.setPlan("off");
  await look(at);
  await Promise.all([tenant.close(), broken.close()]);
  return logs;
};
