import type { ConnectedAccount } from "../records.ts";
import { type Operation, ok, userOf } from "./operation.ts";
import { checkpointPage } from "./paging.ts";

const shown = ({ user_id: _, ...account }: ConnectedAccount): object => account;

export const connectedAccountOperations: Operation[] = [
  {
    method: "GET",
    path: "/users/:id/connected-accounts",
    scopes: ["read:users"],
    bucket: "other",
    handle: (call) => {
      const items = call.core.records.connectedAccounts.of(userOf(call).user_id);
      const page = checkpointPage(call, { key: "connected_accounts", items, idOf: ({ id }) => id });
      return ok({ ...page, connected_accounts: (page.connected_accounts as ConnectedAccount[]).map(shown) });
    },
  },
];
