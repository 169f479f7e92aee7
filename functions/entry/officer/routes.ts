import type { Route } from "../api/route.ts";
import { officerOtherActs } from "./act.ts";
import { contestActs } from "./contest-acts.ts";
import { officerActs } from "./decide.ts";
import { officerEvents } from "./events.ts";
import { openingForPersons } from "./for-person.ts";
import { officerHolds } from "./hold-acts.ts";
import { type OfficerOptions, officerReads } from "./read.ts";
import { officerRecipients } from "./recipients.ts";
import { restrictionActs } from "./restriction-acts.ts";

/** What officers see and do without a look at the tenant; the rest is in `tenant/routes.ts`. */
export const officerRoutes = (options: OfficerOptions): Route[] => [
  ...officerReads(options),
  ...officerActs(options),
  ...officerHolds(options),
  ...officerOtherActs(options),
  ...openingForPersons(options),
  ...officerEvents(options),
  ...officerRecipients(options),
  ...restrictionActs(options),
  ...contestActs(options),
];
