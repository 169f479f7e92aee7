import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { AuditDraft } from "#kernel/audit-entry.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { minutes } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import { type GateSettings, settingsText } from "#kernel/gate.ts";
import { Instant, plus, reached, secondsUntil } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { GateRule } from "#kernel/terms.ts";
import { changeOfTheDay } from "#ports/audit/day-change.ts";
import type { TenantAccess } from "#ports/identity/tenant-calls.ts";
import { jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records } from "#ports/records/records.ts";
import { gateActionAt } from "./action-at-tenant.ts";
import type { Gate } from "./gate.ts";

export interface GateOptions {
  access: TenantAccess;
  /** The table `requests`: turns are serialised, and what was turned is remembered, there. */
  records: Records;
  settings: Omit<GateSettings, "rules">;
  /** Shared with the terms page: who has it can answer in anybody's name. */
  sessionSecret: () => Promise<string>;
  pause?: Pause;
}

const stateKey: Key = { pk: "GATE", sk: "STATE" };

const StoredGate = z.looseObject({
  actionId: z.string().optional(),
  /** The turn that is under way, and whether what it puts was taken already. */
  turn: z.object({ by: z.string(), until: Instant, digest: z.string(), put: z.boolean() }).optional(),
  /** What was put and not deployed by a turn that ended half-way. */
  rules: z.array(GateRule).optional(),
});
type StoredGate = z.infer<typeof StoredGate>;

/** Longer than a turn may take: whoever had it for so long is gone. */
const turnTakes = minutes(2);
const forgottenAfter = minutes(10);

/** The gate of a tenant, turned by the Management API. */
export const auth0Gate = ({ access, records, settings, sessionSecret, pause = jitteredPause }: GateOptions): Gate => {
  const { clock } = access;
  const change = changeOfTheDay({ records, clock, pause });

  const keep = (decide: (state: StoredGate) => { state: StoredGate; audit?: AuditDraft[] }): Promise<StoredGate> =>
    change(stateKey, (row) => {
      const { state, audit = [] } = decide(row === undefined ? {} : StoredGate.parse(row.body));
      return {
        outcome: state,
        put: { ...stateKey, body: JSON.parse(JSON.stringify(state)) as JsonObject },
        audit,
      };
    });

  const note = (event: string, rules: readonly GateRule[], step: string): AuditDraft => ({
    event,
    at: clock.now(),
    actor: "system",
    facts: { step, asks: rules.map(({ version, mode }) => `${version} ${mode}`) },
  });

  /** Takes the turn, or says that somebody else has it. A turn that was left is gone on with by whoever wants the same. */
  const take = (by: string, digest: string, rules: readonly GateRule[], step: string): Promise<StoredGate> =>
    keep((state) => {
      const { turn } = state;
      const now = clock.now();
      if (turn !== undefined && !reached(turn.until, now)) {
        throw new Busy("The gate is being turned just now.", { retryAfterSeconds: secondsUntil(now, turn.until) });
      }
      // after a while somebody else may have put something, such as gate:off
      const put = turn?.digest === digest && turn.put && !reached(plus(turn.until, forgottenAfter), now);
      return {
        state: { ...state, turn: { by, until: plus(now, turnTakes), digest, put } },
        audit: [note("gate-turn-intended", rules, step)],
      };
    });

  /** Changes the state as long as the turn is ours: one that lasted too long has gone to somebody else. */
  const whileOurs = (by: string, decide: (state: StoredGate) => { state: StoredGate; audit?: AuditDraft[] }) =>
    keep((state) => {
      if (state.turn?.by !== by) throw new Busy("The turn of the gate took too long, and somebody else has it.");
      return decide(state);
    });

  const carryOut = async (by: string, taken: StoredGate, rules: readonly GateRule[], step: string): Promise<number> => {
    const action = gateActionAt(access);
    let id = taken.actionId ?? (await action.find());
    if (taken.turn?.put !== true) {
      const secrets = [
        { name: "SETTINGS", value: settingsText({ ...settings, rules }) },
        { name: "SESSION_SECRET", value: await sessionSecret() },
      ];
      if (!(await action.put(id, secrets, step))) {
        id = await action.find(); // the Action was made anew
        await action.put(id, secrets, step);
      }
      const known = id;
      await whileOurs(by, (state) => ({
        state: { ...state, actionId: known, ...(state.turn && { turn: { ...state.turn, put: true } }) },
      }));
    }
    await action.built(id);
    await action.deploy(id, step);
    return action.calls();
  };

  return {
    turn: async (rules, step) => {
      const by = randomUUID();
      const taken = await take(by, digestOf({ settings, rules }), rules, step);
      try {
        const calls = await carryOut(by, taken, rules, step);
        await whileOurs(by, ({ turn: _, ...state }) => ({
          state: { ...state, rules: [...rules] },
          audit: [note("gate-turned", rules, step)],
        }));
        return { calls };
      } catch (error) {
        // the next may begin at once; what was put stays put
        await keep((state) =>
          state.turn?.by === by ? { state: { ...state, turn: { ...state.turn, until: clock.now() } } } : { state },
        );
        throw error;
      }
    },

    rules: async () => {
      const [row] = await records.get([stateKey]);
      return row && StoredGate.parse(row.body).rules;
    },
  };
};
