import type { Driver, Drives } from "../driver.ts";

interface Listed {
  actions: { id: string; status: string }[];
}

const actionOf = async ({ ask }: Pick<Driver, "ask">, name: string): Promise<string> => {
  const { actions } = await ask<Listed>(200, "GET", `/actions/actions?actionName=${name}`);
  return actions[0]?.id ?? "";
};
const gateOf = (driver: Pick<Driver, "ask">): Promise<string> => actionOf(driver, "terms-gate");

const secrets = [
  { name: "SETTINGS", value: '{"rules":[]}' },
  { name: "SESSION_SECRET", value: "s".repeat(32) },
];

/** Actions: how the gate is turned. */
export const actionDrives: Drives = {
  "GET /actions/actions": async ({ ask }) => {
    await ask(200, "GET", "/actions/actions");
    await ask(200, "GET", "/actions/actions?triggerId=post-login&actionName=claims&deployed=true&page=0&per_page=2");
    await ask(200, "GET", "/actions/actions?triggerId=pre-user-registration&installed=false");
    await ask(200, "GET", "/actions/actions?actionName=none");
  },
  "GET /actions/actions/:id": async ({ ask }) => {
    await ask(200, "GET", `/actions/actions/${await gateOf({ ask })}`);
    await ask(404, "GET", "/actions/actions/none");
  },
  "PATCH /actions/actions/:id": async ({ ask, refuse }) => {
    const id = await gateOf({ ask });
    await ask(200, "PATCH", `/actions/actions/${id}`, { secrets });
    await ask(200, "PATCH", `/actions/actions/${id}`, { code: "exports.onExecutePostLogin = async () => {};" });
    await ask(200, "PATCH", `/actions/actions/${id}`, {
      name: "terms-gate",
      runtime: "node22",
      dependencies: [],
      supported_triggers: [{ id: "post-login", version: "v3" }],
    });
    await refuse("PATCH", `/actions/actions/${id}`, { secret: [] });
    await ask(404, "PATCH", "/actions/actions/none", { secrets });
  },
  "POST /actions/actions/:id/deploy": async ({ ask }) => {
    const id = await gateOf({ ask });
    await ask(200, "PATCH", `/actions/actions/${id}`, { secrets });
    await ask(400, "POST", `/actions/actions/${id}/deploy`);
    for (let look = 0; look < 3; look += 1) await ask(200, "GET", `/actions/actions/${id}`);
    await ask(202, "POST", `/actions/actions/${id}/deploy`);
    await ask(400, "POST", "/actions/actions/none/deploy");
  },
  "GET /actions/triggers/:triggerId/bindings": async ({ ask, refuse }) => {
    await ask(200, "GET", "/actions/triggers/post-login/bindings");
    await ask(200, "GET", "/actions/triggers/post-login/bindings?page=1&per_page=1");
    await ask(200, "GET", "/actions/triggers/pre-user-registration/bindings");
    await refuse("GET", "/actions/triggers/none/bindings");
  },
  "PATCH /actions/triggers/:triggerId/bindings": async ({ ask, refuse }) => {
    const path = "/actions/triggers/post-login/bindings";
    const gate = await gateOf({ ask });
    await ask(200, "PATCH", path, {
      bindings: [
        { ref: { type: "action_name", value: "step-up" }, display_name: "Second factor" },
        { ref: { type: "action_id", value: gate } },
        { ref: { type: "binding_id", value: await actionOf({ ask }, "claims") } },
      ],
    });
    await ask(200, "GET", path);
    await ask(200, "PATCH", path, { bindings: [] });
    await ask(200, "PATCH", "/actions/triggers/credentials-exchange/bindings", { bindings: [] });
    await ask(400, "PATCH", path, { bindings: [{ ref: { type: "action_name", value: "none" } }] });
    await refuse("PATCH", path, { bindings: [{ display_name: "without a reference" }] });
    await refuse("PATCH", "/actions/triggers/none/bindings", { bindings: [] });
  },
};
