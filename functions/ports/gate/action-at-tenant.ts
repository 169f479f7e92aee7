import { ActionsClient } from "auth0/actions";
import * as z from "zod";
import { Busy } from "#kernel/failure.ts";
import { gateAction } from "#kernel/gate.ts";
import { TenantRefused } from "#ports/identity/identity.ts";
import { underStep } from "#ports/identity/step-key.ts";
import { parsed, type TenantAccess, tenantCalls } from "#ports/identity/tenant-calls.ts";
import { GateMissing, GateNotBuilt } from "./gate.ts";

const Listed = z.object({ actions: z.array(z.object({ id: z.string().min(1), name: z.string() })) });
const Status = z.object({ status: z.enum(["pending", "building", "packaged", "built", "retrying", "failed"]) });
const Deployed = z.object({ deployed: z.boolean().optional(), number: z.number() });

/** Seconds before each look at the build: it is mostly done after a few. All together stay below half a minute. */
const looks = [1, 1, 2, 3, 5];

/** The gate's Action over the Management API: its secrets are put as a whole, built, and deployed. */
export const gateActionAt = (access: TenantAccess) => {
  let made = 0;
  const calls = tenantCalls(access);
  const actions = new ActionsClient(calls.clientOptions);
  const call = <T>(operation: string, perform: () => PromiseLike<T>): Promise<T> => {
    made += 1;
    return calls.call(operation, "other", perform);
  };
  // on a clock that stands still nothing would come of waiting
  const wait = (seconds: number) => access.patience?.wait(seconds);

  return {
    /** How many calls were made since the beginning. */
    calls: () => made,

    find: async (): Promise<string> => {
      const list = () => actions.list({ actionName: gateAction });
      // as the tenant said it: of an answer that came empty the SDK makes a page without Actions
      const { response } = await call("list actions", list);
      const found = parsed("list actions", Listed, response).actions.find(({ name }) => name === gateAction);
      if (found === undefined) throw new GateMissing(`The tenant has no Action ${gateAction}.`);
      return found.id;
    },

    /** Auth0 replaces the whole list: what is not named is gone. False: there is no such Action any more. */
    put: async (id: string, secrets: { name: string; value: string }[], step: string): Promise<boolean> => {
      try {
        const update = () => actions.update(id, { secrets }, underStep(step));
        parsed("update action", Status, await call("update action", update));
        return true;
      } catch (error) {
        if (error instanceof TenantRefused && error.statusCode === 404) return false;
        throw error;
      }
    },

    /** Waits until what was put is built. */
    built: async (id: string): Promise<void> => {
      for (const seconds of looks) {
        await wait(seconds);
        const { status } = parsed("read action", Status, await call("read action", () => actions.get(id)));
        if (status === "built") return;
        if (status === "failed") throw new GateNotBuilt("The tenant could not build the gate.");
      }
      throw new Busy("The tenant is still building the gate.", { retryAfterSeconds: 15 });
    },

    deploy: async (id: string, step: string): Promise<void> => {
      parsed("deploy action", Deployed, await call("deploy action", () => actions.deploy(id, underStep(step))));
    },
  };
};
