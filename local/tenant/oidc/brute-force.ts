import { plus, reached } from "#kernel/instant.ts";
import { database } from "../connections.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import type { User } from "../records.ts";
import { loginFields, requestFields, without } from "./log-fields.ts";

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

/** Whether an address is held back from everybody's accounts, because it tried too many. */
export const isAddressHeldBack = ({ records }: Core, ip: string): boolean =>
  records.heldAddresses.get(ip) !== undefined;

/** One more identifier that this address tried in vain, known or not; at the threshold the address is held back from all. */
export const countAddress = (core: Core, request: HttpRequest, clientId: string, identifier: string): void => {
  const { records, behaviour, logs, clock } = core;
  const { ip } = request;
  const { identifiers } = records.failedAddresses.get(ip) ?? { identifiers: [] };
  const tried = [...new Set([...identifiers, identifier])];
  records.failedAddresses.put(ip, { identifiers: tried });
  if (tried.length < behaviour.suspiciousAddressThreshold || isAddressHeldBack(core, ip)) return;
  records.heldAddresses.put(ip, { at: clock.now() });
  logs.emit("limit_mu", "", requestFields(core, request, clientId));
};

/** A wrong password; at the threshold the address is held back from this identifier. */
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
