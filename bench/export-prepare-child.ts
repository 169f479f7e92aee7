import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { collect } from "#export/steps/collecting.ts";
import { systemClock } from "#kernel/clock.ts";
import { days } from "#kernel/duration.ts";
import { newRequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { partName, RecipientName, RecipientTask } from "#kernel/recipient.ts";
import { type CollectedPage, type IdentityReader, type Source, sources } from "#ports/identity/identity.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { say } from "./child.ts";
import { someEvent } from "./some-events.ts";
import { someLines } from "./some-lines.ts";

// An export right before it is packed: the person is bound, every source collected by the product's own step, one recipient has handed over.

const [dataDir = "", megabytes = "180"] = process.argv.slice(2);
const [events, ofPage] = [12_000, 100];

const policy = readPolicy(fileURLToPath(new URL("../policy.yaml", import.meta.url)));
const stores = await openEmbeddedStores({
  dataDir,
  clock: systemClock,
  environment: {},
  mailFrom: policy.controller.contact,
  webhook: null,
  mailsPerMinute: policy.terms.mailsPerMinute,
  keepTasksSeconds: policy.retention.audit,
  publicUrl: "http://127.0.0.1",
});
const { requests, subjects, archive } = stores.ports;

const eventOf = (number: number): JsonObject => {
  const { log_id, data } = someEvent(number, 1) as { log_id: string; data: JsonObject };
  return { log_id, ...data };
};
const userId = UserId.parse(String(eventOf(0).user_id));
const now = systemClock.now();
const requestId = newRequestId(now);
const subjectRef = await subjects.refOf(userId);
await subjects.bind(subjectRef, requestId, {
  userId,
  // older than its log, whose records of an earlier account of the id would be left away
  createdAt: plus(now, -days(300)),
  identities: [{ userId, connection: "Users", social: false }],
  address: "person@example.org",
  locale: "en",
});
await requests.accept({
  request: {
    requestId,
    kind: "export",
    channel: "self-service",
    subjectRef,
    linkedRefs: [],
    status: "running",
    receivedAt: now,
    dueAt: plus(now, days(28)),
    policyDigest: "0".repeat(64),
    attempt: 1,
    unstarted: false,
    progress: { format: "full", foundAbsent: false },
  },
  audit: [],
});

const pageOf = async (source: Source, _person: unknown, cursor: string | undefined): Promise<CollectedPage> => {
  if (source === "profile") return { items: [{ user_id: userId, email: "person@example.org", email_verified: true }] };
  if (source !== "log-events") return { items: [] };
  const from = Number(cursor ?? 0);
  const items = Array.from({ length: ofPage }, (_, place) => eventOf(from + place));
  return { items, ...(from + ofPage < events && { next: String(from + ofPage) }) };
};
const reader = { collect: pageOf } as unknown as IdentityReader;
const step = collect({ clock: systemClock, requests, subjects, reader, archive, policy });
for (const source of sources) while ((await step({ requestId, source })).more);

const recipient = RecipientName.parse("orders");
const name = partName({ requestId, recipient });
const digest = await archive.putStream("parts", name, someLines(Number(megabytes) * 1_000_000));
const task = RecipientTask.parse({
  taskId: `rt_${randomBytes(16).toString("hex")}`,
  requestId,
  recipient,
  verb: "export",
  kind: "http",
  status: "done",
  holds: ["orders"],
  purpose: "Selling",
  region: "EU",
  needsAccount: false,
  listedAt: now,
  answerBy: plus(now, days(10)),
  tries: 1,
  askedAt: now,
  answeredAt: now,
  answeredBy: "recipient",
  counts: { orders: 1 },
  part: { name, type: "text/plain", ...digest },
});
await requests.change(requestId, () => ({ outcome: undefined, recipients: [task], audit: [] }));
stores.close();
say({ requestId });
