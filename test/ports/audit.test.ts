import { expect, test } from "vitest";
import type { AuditDraft } from "#kernel/audit-entry.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { chainWrites } from "#ports/audit/chain.ts";
import { auditContract } from "../contracts/audit.ts";
import { at, subjectRef } from "../support/requests.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

auditContract("SQLite", sqliteInMemory);

test("what a day's chain says of a person is found in its order, also within one moment; the rest of it is nobody's", () => {
  const draft = (facts: AuditDraft["facts"]): AuditDraft => ({
    event: "linked",
    at: at("2026-11-24"),
    actor: "system",
    facts,
  });
  const drafts = [draft({ subjectRef: subjectRef("a") }), draft({}), draft({ subjectRef: subjectRef("a") })];
  const indexes = chainWrites(dayChain("2026-11-24"), undefined, drafts)
    .slice(1)
    .map((write) => "put" in write && write.put.indexes?.week?.sk.replace(/.*#/, ""));
  expect(indexes).toEqual(["000000001", undefined, "000000003"]);
});
