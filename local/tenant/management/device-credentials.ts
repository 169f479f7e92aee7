import type { Core } from "../core.ts";
import { badQuery } from "./api-error.ts";
import { noContent, type Operation, ok } from "./operation.ts";
import { offsetPage } from "./paging.ts";

interface Listed {
  id: string;
  device_name: string;
  device_id: string;
  type: string;
  user_id: string;
  client_id: string;
}

/** A refresh token is a device credential too: below Enterprise this is the only way to see and to delete it. */
const listed = ({ records }: Core): Listed[] => [
  ...records.refreshTokens.all().map(({ id, device_name, user_id, client_id }) => ({
    id,
    device_name,
    device_id: `device-${id}`,
    type: "refresh_token",
    user_id,
    client_id,
  })),
  ...records.publicKeys.all().map((credential) => ({ ...credential, type: "public_key" })),
];

const types = ["public_key", "refresh_token", "rotating_refresh_token"];

export const deviceCredentialOperations: Operation[] = [
  {
    method: "GET",
    path: "/device-credentials",
    scopes: ["read:device_credentials"],
    bucket: "other",
    // with paging and no type, Auth0 lists refresh tokens only
    handle: (call) => {
      const { core, query } = call;
      const isPaged = ["page", "per_page", "include_totals"].some((name) => query.has(name));
      const type = query.get("type") ?? (isPaged ? "refresh_token" : null);
      if (type !== null && !types.includes(type)) throw badQuery(`type has to be one of ${types.join(", ")}`);
      const items = listed(core).filter(
        (item) =>
          (type === null || item.type === type) &&
          (query.get("user_id") ?? item.user_id) === item.user_id &&
          (query.get("client_id") ?? item.client_id) === item.client_id,
      );
      return ok(offsetPage(call, { key: "device_credentials", items, cap: 1000 }));
    },
  },
  {
    method: "DELETE",
    path: "/device-credentials/:id",
    scopes: ["delete:device_credentials"],
    bucket: "device_credentials_write",
    description: "Delete a device credential",
    handle: ({ core, params, cause }) => {
      const { records, ledger } = core;
      const found = listed(core).find((item) => item.id === params.id);
      if (found !== undefined) {
        if (found.type === "public_key") records.publicKeys.delete(found.id);
        else records.refreshTokens.delete(found.id);
        ledger.record("device-credentials-deleted", found.user_id, cause);
      }
      return noContent;
    },
  },
];
