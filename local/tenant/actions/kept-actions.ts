import { createHash } from "node:crypto";
import type { Clock } from "#kernel/clock.ts";
import type { ActionSource } from "../configuration.ts";
import type { Store } from "../store.ts";

/** One state of an Action's code and settings. */
interface ActionVersion {
  code: string;
  secrets: Record<string, string>;
  secretsAt: string;
}

export type BuildStatus = "pending" | "building" | "built" | "failed";

/** An Action as the tenant keeps it: what is edited, and what runs. */
export interface KeptAction {
  id: string;
  name: string;
  runtime: string;
  /** Of the file it came from: a changed file is a deployment as code. */
  source: string;
  draft: ActionVersion;
  status: BuildStatus;
  builtAt: string;
  deployed: ActionVersion & { number: number; at: string };
  createdAt: string;
  updatedAt: string;
}

/** An Action at its place in the trigger. */
export interface Binding {
  actionId: string;
  displayName: string;
  at: string;
}

/** Post-login Actions: edited in one place, run as they were last deployed. */
export interface KeptActions {
  list(): KeptAction[];
  /** What the trigger runs, in order. */
  bindings(): Binding[];
  /** Binds exactly these, in this order: what is left out runs no more, and stays as it is. */
  bind(bindings: readonly Omit<Binding, "at">[]): Binding[];
  /** Every look lets a build get on by one step: no time has to pass. */
  find(id: string): KeptAction | undefined;
  change(id: string, change: { code?: string | undefined; secrets?: Record<string, string> | undefined }): KeptAction;
  /** What was built runs from now on; undefined when it is not built. */
  deploy(id: string): KeptAction | undefined;
  /** The Actions of the trigger in their order, as deployed. */
  bound(): ActionSource[];
}

/** Bindings, and the files' own order that they came after. */
interface KeptBindings {
  files: string;
  bound: Binding[];
}
const trigger = "post-login";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** As Auth0's ids look: a UUID. */
const idOf = (name: string): string =>
  sha256(`action ${name}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

const nextStatus: Record<BuildStatus, BuildStatus> = {
  pending: "building",
  building: "built",
  built: "built",
  failed: "failed",
};

export const openActions = (
  store: Store,
  clock: Clock,
  sources: readonly ActionSource[],
  behaviour: { buildsFail: boolean },
): KeptActions => {
  const kept = store.collection<KeptAction>("actions");

  const placed = (source: ActionSource): KeptAction => {
    const id = idOf(source.name);
    const now = clock.now();
    const known = kept.get(id);
    const digest = sha256(source.code);
    if (known?.source === digest) return known;
    // deployed as code: the new code runs, with the secrets that the tenant has
    const version = { code: source.code, secrets: known?.deployed.secrets ?? source.secrets, secretsAt: now };
    const action: KeptAction = {
      id,
      name: source.name,
      runtime: "node22",
      source: digest,
      draft: version,
      status: "built",
      builtAt: now,
      deployed: { ...version, number: (known?.deployed.number ?? 0) + 1, at: now },
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
    };
    kept.put(id, action);
    return action;
  };
  const order = sources.map((source) => ({ file: source.file, id: placed(source).id }));

  const keptBindings = store.collection<KeptBindings>("action-bindings");
  const asInFiles = JSON.stringify(order.map(({ id }) => id));
  const known = keptBindings.get(trigger);
  // a changed file is a deployment as code: it binds what it names, as the CLI does
  if (known?.files !== asInFiles) {
    const now = clock.now();
    const bound = order.map(({ id }) => ({ actionId: id, displayName: kept.get(id)?.name ?? "", at: now }));
    keptBindings.put(trigger, { files: asInFiles, bound });
  }
  const bindings = (): Binding[] => keptBindings.get(trigger)?.bound ?? [];

  const existing = (id: string): KeptAction => {
    const action = kept.get(id);
    if (action === undefined) throw new Error(`There is no Action ${id}.`);
    return action;
  };
  const put = (action: KeptAction): KeptAction => {
    kept.put(action.id, action);
    return action;
  };

  return {
    list: () => order.map(({ id }) => existing(id)),
    find: (id) => {
      const action = kept.get(id);
      if (action === undefined) return undefined;
      const status = nextStatus[action.status];
      if (status === action.status) return action;
      return put({
        ...action,
        status: status === "built" && behaviour.buildsFail ? "failed" : status,
        builtAt: clock.now(),
      });
    },
    change: (id, { code, secrets }) => {
      const action = existing(id);
      const now = clock.now();
      const draft = {
        ...action.draft,
        ...(code !== undefined && { code }),
        // the whole list, as Auth0 takes it: what is not named is gone
        ...(secrets !== undefined && { secrets, secretsAt: now }),
      };
      return put({ ...action, draft, status: "pending", updatedAt: now });
    },
    deploy: (id) => {
      const action = existing(id);
      if (action.status !== "built") return undefined;
      const { number } = action.deployed;
      return put({ ...action, deployed: { ...action.draft, number: number + 1, at: clock.now() } });
    },
    bindings,
    bind: (wanted) => {
      const now = clock.now();
      const stood = new Map(bindings().map((binding) => [binding.actionId, binding.at]));
      const bound = wanted.map((each) => ({ ...each, at: stood.get(each.actionId) ?? now }));
      keptBindings.put(trigger, { files: asInFiles, bound });
      return bound;
    },
    bound: () =>
      bindings().map(({ actionId }) => {
        const { name, deployed } = existing(actionId);
        const file = order.find(({ id }) => id === actionId)?.file ?? name;
        return { name, file, code: deployed.code, secrets: deployed.secrets };
      }),
  };
};
