import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { webhookAlerts } from "#ports/alerts/webhook-alerts.ts";
import { type DirectoryArchive, directoryArchive } from "#ports/archive/directory-archive.ts";
import { downloadTokens } from "#ports/archive/download-tokens.ts";
import { uploadTokens } from "#ports/archive/upload-tokens.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { bulksIn } from "#ports/bulks/recorded-bulks.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import { eventsIn } from "#ports/events/recorded-events.ts";
import { openFileKeys } from "#ports/keys/file-keys.ts";
import { listsIn } from "#ports/lists/recorded-lists.ts";
import { mailingsIn } from "#ports/mailings/recorded-mailings.ts";
import { besideOutbox } from "#ports/notices/beside-outbox.ts";
import { type Outbox, outboxNotices } from "#ports/notices/outbox-notices.ts";
import { smtpNotices } from "#ports/notices/smtp-notices.ts";
import { campaignMailPacer } from "#ports/pacer/campaign-mail-pacer.ts";
import type { Ports } from "#ports/ports.ts";
import { type RecordedQueue, recordedQueue } from "#ports/queue/recorded-queue.ts";
import type { Records } from "#ports/records/records.ts";
import { openSqliteRecords, type SqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { recordedSchedules } from "#ports/schedules/recorded-schedules.ts";
import { type FileSecrets, openFileSecrets } from "#ports/secrets/file-secrets.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { tasksIn } from "#ports/tasks/recorded-tasks.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";

/** The stores of one machine: everything but the tenant and the engine, in one folder. */
export interface EmbeddedStores {
  ports: Pick<
    Ports,
    | "clock"
    | "requests"
    | "campaigns"
    | "bulks"
    | "lists"
    | "subjects"
    | "audit"
    | "archive"
    | "schedules"
    | "notices"
    | "mailings"
    | "mailPacer"
    | "alerts"
    | "keys"
    | "events"
    | "tasks"
    | "terms"
  >;
  outbox: Outbox;
  /** The archive, with its way in for what others upload. */
  archive: DirectoryArchive;
  /** Auth0's events on their way from the doors to whoever works them off. */
  eventQueue: RecordedQueue;
  secrets: FileSecrets;
  /** Planned wakings, for the host's tick. */
  scheduleRecords: Records;
  /** The table of the requests: in it the gate's turns are serialised. */
  requestRecords: Records;
  /** The pacer's own: a lost second of it after a power cut does no harm. */
  pacerRecords: Records;
  /** Removes rows whose time is over: idempotency claims, old outbox messages. */
  removeExpired(): void;
  close(): void;
}

export interface EmbeddedOptions {
  dataDir: string;
  clock: Clock;
  /** Where secrets and SMTP come from: `process.env`. */
  environment: Record<string, string | undefined>;
  /** The sender of notices, where they go out by SMTP. */
  mailFrom: string;
  /** Where the officers' system is told, if anywhere. */
  webhook: string | null;
  /** How many mails of campaigns may go out in a minute. */
  mailsPerMinute: number;
  /** How long decided tasks are kept. */
  keepTasksSeconds: number;
  /** Where this machine takes uploads: its API's address from outside. */
  publicUrl: string;
}

/** Opens the stores; accept, decision, fence and audit are flushed to disk before they are answered. */
export const openEmbeddedStores = async (options: EmbeddedOptions): Promise<EmbeddedStores> => {
  const { dataDir, clock, environment, mailFrom, webhook, mailsPerMinute, keepTasksSeconds, publicUrl } = options;
  const table = (name: string, durability: "full" | "normal") =>
    openSqliteRecords({ file: join(dataDir, `${name}.db`), durability });
  const requestRecords = table("requests", "full");
  const subjectRecords = table("subjects", "full");
  const scheduleRecords = table("schedules", "full");
  const outboxRecords = table("outbox", "full");
  const queueRecords = table("queue", "full");
  const pacerRecords = table("pacer", "normal");
  const tables = [requestRecords, subjectRecords, scheduleRecords, outboxRecords, queueRecords, pacerRecords];

  const keys = await openFileKeys({ dir: join(dataDir, "keys") });
  const outbox = outboxNotices({ records: outboxRecords, clock });
  const secrets = openFileSecrets({ dir: join(dataDir, "secrets"), environment, clock });
  const smtp = environment.SMTP_URL;
  const archive = directoryArchive({
    root: join(dataDir, "archive"),
    uploads: { tokens: uploadTokens({ keys, clock }), publicUrl },
    downloads: { tokens: downloadTokens({ keys, clock }), publicUrl },
  });
  return {
    ports: {
      clock,
      requests: requestsIn({ records: requestRecords, clock }),
      campaigns: campaignsIn({ records: requestRecords }),
      bulks: bulksIn({ records: requestRecords }),
      lists: listsIn({ records: subjectRecords, keys, clock }),
      subjects: subjectsIn({ records: subjectRecords, keys, afterDestroy: () => subjectRecords.checkpoint() }),
      audit: auditIn({ records: requestRecords }),
      archive,
      schedules: recordedSchedules({ records: scheduleRecords }),
      notices: smtp ? besideOutbox({ outbox, provider: smtpNotices({ url: smtp, from: mailFrom }) }) : outbox,
      mailings: mailingsIn({ records: subjectRecords, keys, clock, afterDestroy: () => emptyLog(subjectRecords) }),
      mailPacer: campaignMailPacer({ records: pacerRecords, clock, perMinute: mailsPerMinute }),
      alerts: webhookAlerts({ url: webhook, secrets, clock }),
      keys,
      events: eventsIn({ records: requestRecords, clock }),
      terms: termsIn({ records: requestRecords, clock }),
      tasks: tasksIn({ records: requestRecords, clock, keepSeconds: keepTasksSeconds }),
    },
    eventQueue: recordedQueue({ records: queueRecords, clock, afterDrained: () => emptyLog(queueRecords) }),
    outbox,
    archive,
    secrets,
    scheduleRecords,
    requestRecords,
    pacerRecords,
    removeExpired: () => {
      for (const each of tables) each.removeExpired(clock.now());
    },
    close: () => {
      for (const each of tables) each.close();
    },
  };
};

/** Somebody may be reading just now: then the next time empties it. */
const emptyLog = (table: SqliteRecords): void => {
  try {
    table.checkpoint();
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
  }
};
