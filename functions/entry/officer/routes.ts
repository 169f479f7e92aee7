import type { Route } from "../api/route.ts";
import { officerOtherActs } from "./act.ts";
import { blockRoutes } from "./blocks.ts";
import { bulkRoutes } from "./bulk.ts";
import { contestActs } from "./contest-acts.ts";
import { officerActs } from "./decide.ts";
import { officerEvents } from "./events.ts";
import { officerHolds } from "./hold-acts.ts";
import { type OfficerOptions, officerReads } from "./read.ts";
import { officerRecipients } from "./recipients.ts";
import { restrictionActs } from "./restriction-acts.ts";
import { tenantBlockRoutes } from "./tenant-blocks.ts";
import { officerTerms } from "./terms.ts";

/** Everything officers see and do. */
export const officerRoutes = (options: OfficerOptions): Route[] => [
  ...officerReads(options),
  ...officerActs(options),
  ...officerHolds(options),
  ...officerOtherActs(options),
  ...officerEvents(options),
  ...officerTerms(options),
  ...blockRoutes(options),
  ...bulkRoutes(options),
  ...tenantBlockRoutes(options),
  ...officerRecipients(options),
  ...restrictionActs(options),
  ...contestActs(options),
];
