import type { Clock } from "#kernel/clock.ts";
import type { Alerts } from "./alerts/alerts.ts";
import type { Archive } from "./archive/archive.ts";
import type { Audit } from "./audit/audit.ts";
import type { Campaigns } from "./campaigns/campaigns.ts";
import type { Events } from "./events/events.ts";
import type { Flags } from "./flags/flags.ts";
import type { Gate } from "./gate/gate.ts";
import type { IdentityBlocker, IdentityEraser, IdentityReader, IdentitySteward } from "./identity/identity.ts";
import type { Keys } from "./keys/keys.ts";
import type { Notices } from "./notices/notices.ts";
import type { EventQueue } from "./queue/queue.ts";
import type { Recipients } from "./recipients/recipients.ts";
import type { Requests } from "./requests/requests.ts";
import type { Schedules } from "./schedules/schedules.ts";
import type { Subjects } from "./subjects/subjects.ts";
import type { Tasks } from "./tasks/tasks.ts";
import type { Terms } from "./terms/terms.ts";
import type { Tokens } from "./tokens/tokens.ts";
import type { Workflows } from "./workflows/workflows.ts";

/** Everything outside that steps and doors may reach. Each asks only for what it uses: `Pick<Ports, "requests" | "clock">`. */
export interface Ports {
  clock: Clock;
  requests: Requests;
  campaigns: Campaigns;
  subjects: Subjects;
  audit: Audit;
  workflows: Workflows;
  archive: Archive;
  schedules: Schedules;
  notices: Notices;
  alerts: Alerts;
  keys: Keys;
  reader: IdentityReader;
  eraser: IdentityEraser;
  blocker: IdentityBlocker;
  steward: IdentitySteward;
  gate: Gate;
  flags: Flags;
  tokens: Tokens;
  events: Events;
  tasks: Tasks;
  terms: Terms;
  queue: EventQueue;
  recipients: Recipients;
}
