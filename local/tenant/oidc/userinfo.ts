import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, json } from "../http.ts";
import { sha256 } from "../ids.ts";
import { verify } from "../tokens.ts";
import { opaqueTokens, userClaims } from "./issue-tokens.ts";

const readToken = async (core: Core, token: string): Promise<{ userId: string; scopes: string[] } | undefined> => {
  const opaque = opaqueTokens(core).get(sha256(token));
  if (opaque !== undefined) return opaque.expiresAt > core.clock.now() ? opaque : undefined;
  const claims = await verify(core, token, `${core.issuer}userinfo`);
  return claims && { userId: String(claims.sub), scopes: String(claims.scope ?? "").split(" ") };
};

/** `GET /userinfo`: what the token's scopes let one know, while the account exists. */
export const userinfo = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const [, token = ""] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const read = await readToken(core, token);
  const user = core.records.users.get(read?.userId ?? "");
  if (read === undefined || user === undefined)
    return { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' }, body: "Unauthorized" };
  return json(200, userClaims(user, read.scopes));
};
