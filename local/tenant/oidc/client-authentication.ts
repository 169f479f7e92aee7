import { createHash, timingSafeEqual } from "node:crypto";
import type { Client } from "../configuration.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { clientOf } from "./authorize-request.ts";
import { OAuthError } from "./oauth-error.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const basic = ({ headers }: HttpRequest): { id: string; secret: string } | undefined => {
  const [, encoded] = /^Basic (\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  // both parts are form-encoded before they are joined (RFC 6749, 2.3.1); our ids and secrets have nothing to encode
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id, secret: rest.join(":") };
};

/** The application that calls: a public one by its name, any other by its secret, in the body or by Basic. */
export const authenticatedClient = (core: Core, request: HttpRequest, fields: Record<string, string>): Client => {
  const credentials = basic(request);
  const client = clientOf(core, credentials?.id ?? fields.client_id ?? "");
  if (client === undefined) throw new OAuthError(401, "access_denied", "Unauthorized");
  if (client.token_endpoint_auth_method === "none") return client;
  const secret = core.clientSecret(client.client_id) ?? "";
  const given = credentials?.secret ?? fields.client_secret ?? "";
  if (secret === "" || !timingSafeEqual(digest(secret), digest(given)))
    throw new OAuthError(401, "access_denied", "Unauthorized");
  return client;
};

export const needGrantType = (client: Client, grantType: string): void => {
  if (!client.grant_types.includes(grantType))
    throw new OAuthError(403, "unauthorized_client", `Grant type '${grantType}' not allowed for the client.`);
};
