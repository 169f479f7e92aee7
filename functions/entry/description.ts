import type { Ports } from "#ports/ports.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";
import { jsonLog } from "#runtime/log.ts";
import { apiRoutes } from "./api/api.ts";
import { openApiDocument } from "./api/openapi.ts";
import { officerRoutes } from "./officer/routes.ts";
import { officerTenantRoutes } from "./officer/tenant/routes.ts";
import { recipientRoutes } from "./recipients/routes.ts";
import { termsRoutes } from "./terms/routes.ts";
import { webhookRoute } from "./webhook/webhook.ts";

/** The OpenAPI document of the whole API, people's and officers' part together. It is made from words alone: no route of it is run. */
export const wholeDescription = (publicUrl: string): object => {
  const nobody = { ports: {} as Ports & { secrets: Secrets }, policy: {} as never };
  const routes = [
    ...apiRoutes({ ...nobody, publicUrl, description: async () => ({}) }),
    ...officerRoutes({ ...nobody, stories: {}, documents: [] }),
    ...officerTenantRoutes({ ...nobody, stories: {}, documents: [] }),
    ...recipientRoutes(nobody),
    ...termsRoutes({ ...nobody, publicUrl, portalUrl: "", issuer: "", documents: [], log: jsonLog() }),
    webhookRoute({ ...nobody, streamTokens: async () => [], log: jsonLog() }),
  ];
  return openApiDocument(routes, publicUrl);
};
