import { logFieldsOf } from "../accounts.ts";
import type { BruteForceBlock, User } from "../records.ts";
import { badQuery } from "./api-error.ts";
import { type Call, noContent, type Operation, ok, userOf } from "./operation.ts";
import { flag } from "./paging.ts";

/** Whether brute-force protection is on may be asked for; here it always is. */
const checkQuery = ({ query }: Call): void => void flag(query, "consider_brute_force_enablement");

const shown = (blocks: BruteForceBlock[]): object => ({
  blocked_for: blocks.map(({ identifier, ip, connection }) => ({ identifier, ip, connection })),
});

const identifierOf = ({ query }: Call): string => {
  const identifier = query.get("identifier");
  if (identifier === null || identifier === "") throw badQuery("Missing required property: identifier");
  return identifier;
};

const byIdentifier = (call: Call): BruteForceBlock[] => {
  const identifier = identifierOf(call);
  return call.core.records.blocks.all().filter((block) => block.identifier === identifier);
};

const lift = ({ core, cause, request }: Call, blocks: BruteForceBlock[]): void => {
  for (const block of blocks) {
    core.records.blocks.delete(block.id);
    core.records.failures.delete(block.id);
    core.ledger.record("brute-force-unblocked", block.user_id, cause);
    const user: User | undefined = core.records.users.get(block.user_id);
    if (user === undefined) continue;
    core.logs.emit("ublkdu", "", {
      ...logFieldsOf(user),
      client_id: cause.clientId,
      client_name: "",
      ip: request.ip,
      details: { title: "Release user", email: block.identifier },
    });
  }
};

export const userBlockOperations: Operation[] = [
  {
    method: "GET",
    path: "/user-blocks",
    scopes: ["read:users"],
    bucket: "other",
    handle: (call) => {
      checkQuery(call);
      return ok(shown(byIdentifier(call)));
    },
  },
  {
    method: "DELETE",
    path: "/user-blocks",
    scopes: ["update:users"],
    bucket: "other",
    description: "Unblock a user by identifier",
    handle: (call) => {
      lift(call, byIdentifier(call));
      return noContent;
    },
  },
  {
    method: "GET",
    path: "/user-blocks/:id",
    scopes: ["read:users"],
    bucket: "other",
    handle: (call) => {
      checkQuery(call);
      return ok(shown(call.core.records.blocks.of(userOf(call).user_id)));
    },
  },
  {
    method: "DELETE",
    path: "/user-blocks/:id",
    scopes: ["update:users"],
    bucket: "other",
    description: "Unblock a user",
    handle: (call) => {
      lift(call, call.core.records.blocks.of(userOf(call).user_id));
      return noContent;
    },
  },
];
