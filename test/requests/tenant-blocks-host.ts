import { auditIn } from "#ports/audit/recorded-audit.ts";
import { eventsIn } from "#ports/events/recorded-events.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import type { ScheduledTask } from "#ports/schedules/schedules.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { woundClock } from "../support/wound-clock.ts";

/** Real stores in memory; the tenant knows accounts and addresses that it holds back, and may keep them whatever is asked. */
export const openHost = () => {
  const clock = woundClock();
  const open = () => openSqliteRecords({ file: ":memory:", durability: "normal" });
  const [records, personal] = [open(), open()];
  const keys = { ...memoryKeys(), sign: async () => "", publicKeys: async () => [] };
  const heldBack = new Set<string>();
  const trouble = { keeps: false };
  const planned: ScheduledTask[] = [];
  const letGo = async (of: string): Promise<void> => {
    if (!trouble.keeps) heldBack.delete(of);
  };
  const never = async (): Promise<never> => {
    throw new Error("nothing here may ask for it");
  };
  const audit = auditIn({ records });
  return {
    clock,
    keys,
    heldBack,
    trouble,
    planned,
    events: eventsIn({ records, clock }),
    requests: requestsIn({ records, clock, pause: noPause }),
    subjects: subjectsIn({ records: personal, keys, pause: noPause }),
    reader: {
      bruteForceBlocks: async (userId: string) => (heldBack.has(userId) ? [{ identifier: "ada@example.com" }] : []),
      isIpBlocked: async (ip: string) => heldBack.has(ip),
      ...unused(never),
    },
    steward: {
      clearBruteForce: letGo,
      releaseIp: letGo,
      sendVerification: never,
      passwordLink: never,
      block: never,
    },
    schedules: {
      once: async (_: string, __: string, task: ScheduledTask) => void planned.push(task),
      cancel: async () => undefined,
    },
    entries: async () => (await audit.entries(`day/${clock.now().slice(0, 10)}`)).items,
    close: () => {
      records.close();
      personal.close();
    },
  };
};
export type Host = ReturnType<typeof openHost>;

/** What else a reader can do; nothing here asks for it. */
const unused = (never: () => Promise<never>) => ({
  read: never,
  byEmail: never,
  access: never,
  collect: never,
  accessTo: never,
  roles: never,
  extent: never,
  logsAfter: never,
  logRecord: never,
  streams: never,
  countUsers: never,
});

export const dayEvents = async (host: Host): Promise<string[]> => (await host.entries()).map(({ event }) => event);
