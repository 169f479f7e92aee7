import * as z from "zod";
import type { Binding, KeptAction } from "../actions/kept-actions.ts";
import { ApiError, badQuery } from "./api-error.ts";
import { type Answer, type Call, type Operation, ok, parseBody } from "./operation.ts";
import { flag } from "./paging.ts";

const Trigger = z.looseObject({ id: z.string() });
const Change = z.strictObject({
  name: z.string().optional(),
  supported_triggers: z.array(Trigger).min(1).optional(),
  code: z.string().max(100_000).optional(),
  dependencies: z
    .array(z.looseObject({ name: z.string().optional() }))
    .max(10)
    .optional(),
  runtime: z.string().optional(),
  secrets: z.array(z.looseObject({ name: z.string().min(1).max(128), value: z.string().max(4096) })).optional(),
  modules: z.array(z.looseObject({})).optional(),
});

const postLogin = { id: "post-login", version: "v3" };

/** Names and times of secrets are shown, never their values. */
const secretsOf = ({ secrets, secretsAt }: KeptAction["draft"]): object[] =>
  Object.keys(secrets).map((name) => ({ name, updated_at: secretsAt }));

const isWhole = ({ draft, deployed }: KeptAction): boolean =>
  draft.code === deployed.code && JSON.stringify(draft.secrets) === JSON.stringify(deployed.secrets);

const versionOf = (action: KeptAction): object => {
  const { deployed, id, runtime } = action;
  return {
    id: `${id.slice(0, 24)}${String(deployed.number).padStart(12, "0")}`,
    action_id: id,
    code: deployed.code,
    dependencies: [],
    deployed: true,
    runtime,
    secrets: secretsOf(deployed),
    status: "built",
    number: deployed.number,
    built_at: deployed.at,
    created_at: deployed.at,
    updated_at: deployed.at,
    supported_triggers: [postLogin],
  };
};

const shown = (action: KeptAction): object => ({
  id: action.id,
  name: action.name,
  supported_triggers: [postLogin],
  all_changes_deployed: isWhole(action),
  created_at: action.createdAt,
  updated_at: action.updatedAt,
  code: action.draft.code,
  dependencies: [],
  runtime: action.runtime,
  secrets: secretsOf(action.draft),
  deployed_version: versionOf(action),
  status: action.status,
  built_at: action.builtAt,
});

const number = (query: URLSearchParams, name: string, usual: number): number => {
  const text = query.get(name);
  if (text === null) return usual;
  if (!/^\d{1,4}$/.test(text)) throw badQuery(`${name} has to be a whole number`);
  return Number(text);
};

const triggers = [
  ...["post-login", "credentials-exchange", "pre-user-registration", "post-user-registration", "post-change-password"],
  ...["send-phone-message", "custom-phone-provider", "custom-email-provider", "password-reset-post-challenge"],
  ...["custom-token-exchange", "event-stream", "password-hash-migration", "login-post-identifier"],
  "signup-post-identifier",
];

const triggerOf = (id: string): string => {
  if (!triggers.includes(id)) throw badQuery("there is no such trigger");
  return id;
};

const list = ({ core, query }: Call): Answer => {
  for (const name of ["deployed", "installed"]) flag(query, name);
  const triggerId = triggerOf(query.get("triggerId") ?? postLogin.id);
  const name = query.get("actionName");
  const found =
    triggerId === postLogin.id ? core.actions.list().filter((each) => (name ?? each.name) === each.name) : [];
  const page = number(query, "page", 0);
  const per_page = number(query, "per_page", 20);
  const actions = found.slice(page * per_page, (page + 1) * per_page).map(shown);
  return ok({ total: found.length, page, per_page, actions });
};

/** The Action of the path; what its absence is answered with differs: a deployment documents no 404. */
const existing = ({ core, params }: Call, status: 404 | 400 = 404): KeptAction => {
  const action = core.actions.find(params.id ?? "");
  if (action === undefined) throw new ApiError(status, "inexistent_action", "The action does not exist.");
  return action;
};

const change = (call: Call): Answer => {
  const { id } = existing(call);
  const { code, secrets } = parseBody(Change, call.body);
  const values = secrets && Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
  return ok(shown(call.core.actions.change(id, { code, secrets: values })));
};

const deploy = (call: Call): Answer => {
  const { id } = existing(call, 400);
  const action = call.core.actions.deploy(id);
  if (action === undefined) throw new ApiError(400, "action_not_built", "The action has not been built yet.");
  return { status: 202, body: versionOf(action) };
};

export const actionOperations: Operation[] = [
  { method: "GET", path: "/actions/actions", scopes: ["read:actions"], bucket: "other", handle: list },
  {
    method: "GET",
    path: "/actions/actions/:id",
    scopes: ["read:actions"],
    bucket: "other",
    handle: (call) => ok(shown(existing(call))),
  },
  {
    method: "PATCH",
    path: "/actions/actions/:id",
    scopes: ["update:actions"],
    bucket: "other",
    description: "Update an action",
    handle: change,
  },
  {
    method: "POST",
    path: "/actions/actions/:id/deploy",
    scopes: ["create:actions"],
    bucket: "other",
    description: "Deploy an action",
    handle: deploy,
  },
  {
    method: "GET",
    path: "/actions/triggers/:triggerId/bindings",
    scopes: ["read:actions"],
    bucket: "other",
    handle: (call) => ok(bindingsOf(call)),
  },
  {
    method: "PATCH",
    path: "/actions/triggers/:triggerId/bindings",
    scopes: ["update:actions"],
    bucket: "other",
    description: "Update trigger bindings",
    handle: (call) => ok(bind(call)),
  },
];

const shownBinding = ({ core }: Call, { actionId, displayName, at }: Binding): object => {
  const action = core.actions.list().find(({ id }) => id === actionId);
  return {
    // an Action is bound once at most, so its id names the binding as well
    id: actionId,
    trigger_id: postLogin.id,
    display_name: displayName,
    ...(action && { action: shown(action) }),
    created_at: at,
    updated_at: at,
  };
};

/** What is bound to a trigger, in order. */
const bindingsOf = (call: Call): object => {
  const { core, params, query } = call;
  const page = number(query, "page", 0);
  const per_page = number(query, "per_page", 20);
  const all = triggerOf(params.triggerId ?? "") === postLogin.id ? core.actions.bindings() : [];
  const bindings = all.slice(page * per_page, (page + 1) * per_page).map((each) => shownBinding(call, each));
  return { total: all.length, page, per_page, bindings };
};

const Bind = z.strictObject({
  bindings: z
    .array(
      z.strictObject({
        ref: z.looseObject({
          type: z.enum(["binding_id", "action_id", "action_name"]).optional(),
          value: z.string().optional(),
        }),
        display_name: z.string().optional(),
        secrets: z.array(z.looseObject({})).optional(),
      }),
    )
    .optional(),
});

/** Puts exactly these Actions at the trigger, in this order, as the whole list is given each time. */
const bind = (call: Call): object => {
  const { core, params, body } = call;
  const trigger = triggerOf(params.triggerId ?? "");
  const { bindings = [] } = parseBody(Bind, body);
  const found = bindings.map(({ ref, display_name }) => {
    const action = core.actions.list().find(({ id, name }) => (ref.type === "action_name" ? name : id) === ref.value);
    // only post-login Actions are kept here, so nothing else supports another trigger
    if (action === undefined || trigger !== postLogin.id) {
      throw new ApiError(
        400,
        "invalid_body",
        "A binding names an Action that does not exist or does not support this trigger.",
      );
    }
    return { actionId: action.id, displayName: display_name ?? action.name };
  });
  if (new Set(found.map(({ actionId }) => actionId)).size < found.length) {
    throw new ApiError(400, "invalid_body", "An Action is bound twice.");
  }
  if (trigger !== postLogin.id) return { bindings: [] };
  return { bindings: core.actions.bind(found).map((each) => shownBinding(call, each)) };
};
