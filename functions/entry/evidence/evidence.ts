import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import { ScheduledTask } from "#ports/schedules/schedules.ts";
import { makeCheckpoint } from "#requests/checkpoint.ts";
import { letEvidenceGo } from "#requests/retention.ts";

/** What time starts and needs the signing key: apart from the rest, so that whoever is woken every minute cannot sign. */
export const onEvidence =
  (ports: Pick<Ports, "clock" | "requests" | "campaigns" | "audit" | "keys" | "archive">, policy: Policy) =>
  async (event: unknown): Promise<void> => {
    const { task } = ScheduledTask.parse(event);
    if (task === "make-checkpoint") await makeCheckpoint(ports)();
    if (task === "let-evidence-go") await letEvidenceGo(ports, policy)();
  };
