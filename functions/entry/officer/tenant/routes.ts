import type { Route } from "../../api/route.ts";
import { blockRoutes } from "../blocks/blocks.ts";
import { bulkRoutes } from "../blocks/bulk.ts";
import { tenantBlockRoutes } from "../blocks/tenant-blocks.ts";
import { officerTerms } from "../terms.ts";
import type { TenantDoorOptions } from "./options.ts";

/** What officers see and do for which the tenant is looked at: blocks of ours and of its own, lists of accounts, and terms. */
export const officerTenantRoutes = (options: TenantDoorOptions): Route[] => [
  ...officerTerms(options),
  ...blockRoutes(options),
  ...bulkRoutes(options),
  ...tenantBlockRoutes(options),
];
