import { plus, reached } from "#kernel/instant.ts";
import { database } from "../connections.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import type { User } from "../records.ts";
import { loginFields, without } from "./log-fields.ts";

const keyOf = (identifier: string, ip: string): string => `${identifier}|${ip}`;
const blockSeconds = 30 * 86_400;

/** Whether this address may not try this identifier any more; a block ends by itself after 30 days. */
export const isHeldBack = ({ records, clock }: Core, identifier: string, ip: string): boolean => {
  const block = records.blocks.get(keyOf(identifier, ip));
  if (block === undefined) return false;
  if (!reached(plus(block.at, blockSeconds), clock.now())) return true;
  records.blocks.delete(block.id);
  records.failures.delete(block.id);
  return false;
};

export const clearFailures = ({ records }: Core, identifier: string, ip: string): void => {
  records.failures.delete(keyOf(identifier, ip));
};

/** A wrong password; at the threshold the address is held back. */
export const countFailure = (
  core: Core,
  request: HttpRequest,
  clientId: string,
  identifier: string,
  user: User,
): void => {
  const { records, behaviour, ledger, logs, clock } = core;
  const id = keyOf(identifier, request.ip);
  const count = (records.failures.get(id)?.count ?? 0) + 1;
  records.failures.put(id, { count });
  if (count < behaviour.bruteForceThreshold) return;
  const block = { id, user_id: user.user_id, identifier, ip: request.ip, connection: database.name, at: clock.now() };
  records.blocks.put(id, block, user.user_id);
  ledger.record("brute-force-blocked", user.user_id, {});
  logs.emit("limit_wc", "", without(loginFields(core, request, clientId, user), "strategy", "strategy_type"));
};
