import { expect } from "vitest";
import type { AuditEntry } from "#kernel/audit-entry.ts";
import type { RequestId } from "#kernel/ids.ts";
import { type Audit, requestChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import type { Records } from "#ports/records/records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import type { Requests } from "#ports/requests/requests.ts";
import { type MakeRecordsHost, noPause, type RecordsHost } from "./records-host.ts";
import { type WoundClock, woundClock } from "./wound-clock.ts";

/** Requests and their audit over an empty table. */
export interface Desk extends RecordsHost {
  clock: WoundClock;
  requests: Requests;
  audit: Audit;
  /** Requests over the same table as somebody else sees it. */
  over(records: Records): Requests;
  /** The events of a request's chain, after checking that the chain is whole (I11). */
  events(requestId: RequestId): Promise<string[]>;
}

export const openDesk = async (make: MakeRecordsHost): Promise<Desk> => {
  const host = await make();
  const clock = woundClock();
  const over = (records: Records): Requests => requestsIn({ records, clock, pause: noPause });
  const audit = auditIn(host);
  return {
    ...host,
    clock,
    requests: over(host.records),
    audit,
    over,
    events: async (requestId) => {
      expect(await audit.verify(requestChain(requestId))).toBeUndefined();
      const { items } = await audit.entries(requestChain(requestId));
      return items.map((item: AuditEntry) => item.event);
    },
  };
};
