import { ada } from "#local/seed/named-people.ts";
import type { Drives } from "../driver.ts";
import { firstId, nobody, user } from "./paths.ts";

/** Sessions, refresh tokens, device credentials and grants. */
export const waysInDrives: Drives = {
  "GET /users/:user_id/sessions": async ({ ask }) => {
    await ask(200, "GET", user(ada, "/sessions"));
    const { next } = await ask(200, "GET", user(ada, "/sessions?take=1&include_totals=true"));
    await ask(200, "GET", user(ada, `/sessions?take=1&from=${next}`));
    await ask(404, "GET", user(nobody, "/sessions"));
  },
  "DELETE /users/:user_id/sessions": async ({ ask, clock }) => {
    await ask(202, "DELETE", user(ada, "/sessions"));
    clock.wind(1);
    await ask(200, "GET", user(ada, "/sessions"));
    await ask(404, "DELETE", user(nobody, "/sessions"));
  },
  "GET /sessions/:id": async (driver) => {
    await driver.ask(200, "GET", `/sessions/${await firstId(driver, user(ada, "/sessions"), "sessions")}`);
    await driver.ask(404, "GET", "/sessions/none");
  },
  "DELETE /sessions/:id": async (driver) => {
    await driver.ask(202, "DELETE", `/sessions/${await firstId(driver, user(ada, "/sessions"), "sessions")}`);
    await driver.ask(202, "DELETE", "/sessions/none");
  },
  "POST /sessions/:id/revoke": async (driver) => {
    await driver.ask(202, "POST", `/sessions/${await firstId(driver, user(ada, "/sessions"), "sessions")}/revoke`);
    await driver.ask(404, "POST", "/sessions/none/revoke");
  },
  "POST /users/:id/revoke-access": async (driver) => {
    const { ask } = driver;
    const session_id = await firstId(driver, user(ada, "/sessions"), "sessions");
    await ask(202, "POST", user(ada, "/revoke-access"), { session_id, preserve_refresh_tokens: true });
    await ask(202, "POST", user(ada, "/revoke-access"), {});
    await ask(202, "POST", user(ada, "/revoke-access"));
    await ask(202, "POST", user(nobody, "/revoke-access"));
  },
  "GET /users/:id/connected-accounts": async ({ ask, refuse }) => {
    await ask(200, "GET", user(ada, "/connected-accounts"));
    const { next } = await ask(200, "GET", user(ada, "/connected-accounts?take=1"));
    await ask(200, "GET", user(ada, `/connected-accounts?take=1&from=${next}`));
    await ask(404, "GET", user(nobody, "/connected-accounts"));
    await refuse("GET", user(ada, "/connected-accounts?take=0"));
  },
  "GET /users/:user_id/refresh-tokens": async ({ ask }) => {
    await ask(200, "GET", user(ada, "/refresh-tokens"));
    await ask(200, "GET", user(ada, "/refresh-tokens?take=1&include_totals=true"));
    await ask(404, "GET", user(nobody, "/refresh-tokens"));
  },
  "DELETE /users/:user_id/refresh-tokens": async ({ ask }) => {
    await ask(202, "DELETE", user(ada, "/refresh-tokens"));
    await ask(404, "DELETE", user(nobody, "/refresh-tokens"));
  },
  "GET /refresh-tokens/:id": async (driver) => {
    await driver.ask(200, "GET", `/refresh-tokens/${await firstId(driver, user(ada, "/refresh-tokens"), "tokens")}`);
    await driver.ask(404, "GET", "/refresh-tokens/none");
  },
  "DELETE /refresh-tokens/:id": async (driver) => {
    const { ask, clock } = driver;
    const id = await firstId(driver, user(ada, "/refresh-tokens"), "tokens");
    await ask(202, "DELETE", `/refresh-tokens/${id}`);
    clock.wind(1);
    await ask(404, "GET", `/refresh-tokens/${id}`);
    await ask(202, "DELETE", "/refresh-tokens/none");
  },
  "GET /device-credentials": async ({ ask, tenant }) => {
    const mine = `user_id=${encodeURIComponent(ada)}`;
    await ask(200, "GET", "/device-credentials");
    await ask(200, "GET", "/device-credentials?type=public_key&include_totals=true&page=0&per_page=5");
    await ask(200, "GET", `/device-credentials?${mine}&type=refresh_token&client_id=${tenant.clientId("Shop")}`);
    await ask(200, "GET", `/device-credentials?${mine}&type=rotating_refresh_token`);
    await ask(200, "GET", `/device-credentials?${mine}&fields=id,type&include_fields=true`);
    await ask(400, "GET", "/device-credentials?page=10&per_page=100");
  },
  "DELETE /device-credentials/:id": async (driver) => {
    for (const type of ["public_key", "refresh_token"])
      await driver.ask(
        204,
        "DELETE",
        `/device-credentials/${await firstId(driver, `/device-credentials?type=${type}`)}`,
      );
    await driver.ask(204, "DELETE", "/device-credentials/none");
  },
  "GET /grants": async ({ ask, tenant }) => {
    await ask(200, "GET", "/grants");
    await ask(200, "GET", `/grants?user_id=${encodeURIComponent(ada)}&include_totals=true&per_page=2&page=0`);
    const audience = encodeURIComponent("https://shop.example.com/api");
    await ask(200, "GET", `/grants?client_id=${tenant.clientId("Shop")}&audience=${audience}`);
  },
  "DELETE /grants": async ({ ask, refuse }) => {
    await ask(204, "DELETE", `/grants?user_id=${encodeURIComponent(ada)}`);
    await ask(204, "DELETE", `/grants?user_id=${encodeURIComponent(nobody)}`);
    await refuse("DELETE", "/grants");
  },
  "DELETE /grants/:id": async (driver) => {
    await driver.ask(204, "DELETE", `/grants/${await firstId(driver, "/grants")}`);
    await driver.ask(204, "DELETE", "/grants/none");
  },
};
