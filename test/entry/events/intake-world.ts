import { onEventMessages } from "#entry/events/intake.ts";
import { reactLater } from "#entry/events/react.ts";
import type { UserId } from "#kernel/ids.ts";
import type { PickedEvent } from "#kernel/log-event.ts";
import { type Policy, Policy as PolicySchema } from "#kernel/policy.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { eventsIn } from "#ports/events/recorded-events.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Notice } from "#ports/notices/notices.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { recordedSchedules } from "#ports/schedules/recorded-schedules.ts";
import { scheduleTicker } from "#ports/schedules/schedule-ticker.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { tasksIn } from "#ports/tasks/recorded-tasks.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { jsonLog } from "#runtime/log.ts";
import { memoryKeys } from "../../support/memory-keys.ts";
import { noPause } from "../../support/records-host.ts";
import { anAccount, aPolicy } from "../../support/requests.ts";
import { woundClock } from "../../support/wound-clock.ts";

export const aPicked = (more: Partial<PickedEvent> & { logId: string }): PickedEvent => ({
  type: "s",
  date: "2026-11-24T08:00:00.000Z",
  userId: "auth0|ada",
  clientId: "shop",
  connection: "Users",
  correlationId: "",
  method: "",
  path: "",
  blocked: "",
  risk: "",
  ...more,
});

export const policyWith = (reactions: unknown[], terms: { version: string; from: string }[] = []): Policy => {
  const { holidays: _, ...rest } = aPolicy();
  const parsed = PolicySchema.shape.reactions.parse(reactions);
  return {
    ...rest,
    reactions: parsed,
    terms: { ...rest.terms, versions: PolicySchema.shape.terms.shape.versions.parse(terms) },
  };
};

/** Real stores in memory; the tenant, the mail and the alerts are ledgers. */
export const openIntake = (policy: Policy) => {
  const clock = woundClock();
  const open = () => openSqliteRecords({ file: ":memory:", durability: "normal" });
  const [records, personal, planned] = [open(), open(), open()];
  const keys = { ...memoryKeys(), sign: async () => "", publicKeys: async () => [] };
  const accounts = new Map<string, Account>([["auth0|ada", anAccount()]]);
  const roles = new Map<string, string[]>();
  const done: string[] = [];
  const sent = new Map<string, Notice>();
  const alerted = new Set<string>();
  const lines: string[] = [];
  /** Set it to make the tenant fail. */
  const trouble: { tenant?: Error | undefined } = {};
  const queued: string[] = [];
  /** The tenant's own log: it holds what it delivers, the first of each id, unless a test takes it out. */
  const tenantLog = new Map<string, PickedEvent>();
  const reading = async <T>(answer: () => T): Promise<T> => {
    if (trouble.tenant !== undefined) throw trouble.tenant;
    return answer();
  };
  const never = async (): Promise<never> => {
    throw new Error("nothing here may ask for it");
  };
  const ports = {
    clock,
    keys,
    requests: requestsIn({ records, clock, pause: noPause }),
    subjects: subjectsIn({ records: personal, keys, pause: noPause }),
    audit: auditIn({ records }),
    events: eventsIn({ records, clock, pause: noPause }),
    tasks: tasksIn({ records, clock, keepSeconds: 86_400, pause: noPause }),
    queue: { send: async (bodies: readonly string[]) => void queued.push(...bodies) },
    terms: termsIn({ records, clock, pause: noPause }),
    schedules: recordedSchedules({ records: planned, pause: noPause }),
    reader: {
      read: (userId: UserId) => reading(() => accounts.get(userId)),
      roles: (userId: UserId) => reading(() => roles.get(userId) ?? []),
      byEmail: never,
      access: never,
      collect: never,
      extent: never,
      logsAfter: never,
      logRecord: (logId: string) => reading(() => tenantLog.get(logId)),
      streams: never,
      accessTo: never,
      bruteForceBlocks: never,
      isIpBlocked: never,
      countUsers: never,
    },
    steward: {
      sendVerification: (userId: UserId) => reading(() => void done.push(`verification ${userId}`)),
      passwordLink: () => reading(() => "https://tenant.example/u/reset-verify?ticket=t#"),
      block: (userId: UserId) =>
        reading(() => {
          const account = accounts.get(userId);
          if (account !== undefined) accounts.set(userId, { ...account, blocked: true });
          done.push(`block ${userId}`);
        }),
      clearBruteForce: (userId: UserId) => reading(() => void done.push(`clear ${userId}`)),
      releaseIp: () => reading(() => void done.push("release")),
    },
    notices: {
      send: async (notice: Notice) => {
        const known = sent.has(notice.key);
        sent.set(notice.key, notice);
        return known ? ("known" as const) : ("sent" as const);
      },
    },
    alerts: {
      send: async ({ key }: { key: string }) => {
        alerted.add(key);
        return "sent" as const;
      },
    },
    workflows: { start: never, answer: never, view: never, redrive: never } as never,
  };
  const handle = onEventMessages(
    ports,
    policy,
    { ourClients: ["portal", "console"] },
    jsonLog({ clock, sink: (line) => lines.push(line) }),
  );
  const later = reactLater(ports, policy);
  const ticker = scheduleTicker({ records: planned, clock, wake: (task) => later(task as never) });
  let numbered = 0;
  return {
    clock,
    ports,
    records,
    personal,
    accounts,
    roles,
    done,
    sent,
    alerted,
    lines,
    trouble,
    queued,
    tenantLog,
    /** One message with these events, handed over for the so-many-th time. */
    deliver: (events: readonly PickedEvent[], attempts = 1) => {
      numbered += 1;
      for (const event of events) if (!tenantLog.has(event.logId)) tenantLog.set(event.logId, event);
      return handle([{ id: `m${numbered}`, body: JSON.stringify({ events }), attempts }]);
    },
    deliverBody: (body: string, attempts = 1) => handle([{ id: "m", body, attempts }]),
    /** Time passes, and what was planned for until then is done. */
    windBy: async (seconds: number) => {
      clock.wind(seconds);
      return ticker.tick();
    },
    close: () => {
      for (const each of [records, personal, planned]) each.close();
    },
  };
};
export type Intake = ReturnType<typeof openIntake>;
