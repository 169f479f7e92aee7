import type { Driver, Drives } from "../driver.ts";

interface Listed {
  actions: { id: string; status: string }[];
}

const gateOf = async ({ ask }: Pick<Driver, "ask">): Promise<string> => {
  const { actions } = await ask<Listed>(200, "GET", "/actions/actions?actionName=terms-gate");
  return actions[0]?.id ?? "";
};

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
};
