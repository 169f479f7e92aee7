import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { formatOf } from "#kernel/package.ts";
import type { Policy } from "#kernel/policy.ts";
import type { RecipientTask } from "#kernel/recipient.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import { type CollectedPerson, type Source, sources } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { progressOf } from "./model.ts";
import { countOf, otherHistory, requestHistory, termsHistory } from "./own-records.ts";
import { type Contents, type DataPart, portableParts, type RecipientPart } from "./package/contents.ts";
import type { DataName } from "./package/texts.ts";
import type { Pages } from "./pages.ts";
import { missingIn, takingPart } from "./rules.ts";
import { cutCounter, ownOf, safeItems } from "./survey.ts";

const endings: Record<string, string> = {
  "application/json": "json",
  "text/csv": "csv",
  "application/zip": "zip",
  "application/pdf": "pdf",
  "text/plain": "txt",
};

/** Brings together what a package is made of; the data itself is read when it is written. */
export const contentsOf = async ({
  ports,
  request,
  person,
  since,
  locale,
  pages,
  policy,
  now,
}: {
  ports: Pick<Ports, "requests" | "audit" | "terms" | "archive">;
  request: PrivacyRequest;
  person: CollectedPerson;
  /** When the account was made: what is from before may be a former owner's. Undefined where the account was gone. */
  since: Instant | undefined;
  locale: Locale;
  pages: Pages;
  policy: Policy;
  now: Instant;
}): Promise<Contents> => {
  const { collected } = progressOf(request);
  const format = formatOf(request);
  const own = await ownOf(pages, person, since);
  const safe = safeItems(pages, own, policy);
  const counter = cutCounter();
  const data: DataPart[] = [];
  const has = (name: DataName): boolean => format === "full" || portableParts.includes(name);
  const add = (name: DataName, part: Omit<DataPart, "name" | "portable">): void => {
    if (has(name)) data.push({ name, portable: portableParts.includes(name), ...part });
  };

  for (const source of sources) {
    const record = collected[source];
    if (record === undefined) continue;
    const name: DataName = source === "profile" ? "account" : source;
    if (!has(name)) continue;
    let count = 0;
    for await (const { cuts } of safe(source)) {
      count += 1;
      counter.add(`data/${name}.json`, cuts);
    }
    const notAvailable = record.notAvailable === true;
    const common = { collectedAt: record.at, notAvailable };
    if (source !== "profile") {
      add(name, { ...common, count, items: () => itemsOf(safe, source) });
      continue;
    }
    // what the company noted about the person is theirs to see, and not theirs to take to another one
    add("account", {
      ...common,
      count,
      items: () => mapped(itemsOf(safe, source), ({ app_metadata: _, ...rest }) => rest),
    });
    const notes = () => mapped(itemsOf(safe, source), ({ app_metadata }) => (app_metadata ?? {}) as JsonObject);
    add("app-metadata", { ...common, count, items: notes });
  }

  const terms = termsHistory(ports.terms, request.subjectRef, since);
  const requests = requestHistory(ports, request.subjectRef, since);
  const ours = { collectedAt: now, notAvailable: false };
  add("terms", { ...ours, count: await countOf(terms()), items: terms });
  if (has("requests")) add("requests", { ...ours, count: await countOf(requests()), items: requests });

  const others = otherHistory(ports.audit, request.subjectRef, since);
  if (has("history")) add("history", { ...ours, count: await countOf(others()), items: others });

  const asked = await ports.requests.recipientsOf(request.requestId);
  const recipients = takingPart(asked);
  if (format === "full") {
    add("recipients", { ...ours, count: recipients.length, items: () => recipients.map(asRow) });
  }
  return {
    request,
    policy,
    locale,
    format,
    at: now,
    data,
    missing: missingIn(request, format === "full" ? asked : []).filter(
      (name) => has(name as DataName) || name === "profile" || name.startsWith("recipient:"),
    ),
    recipients,
    parts: format === "full" ? asked.flatMap((task) => partOf(ports.archive, task)) : [],
    cuts: counter.all(),
  };
};

async function* itemsOf(safe: ReturnType<typeof safeItems>, source: Source): AsyncIterable<JsonObject> {
  for await (const { item } of safe(source)) yield item;
}

async function* mapped(
  items: AsyncIterable<JsonObject>,
  map: (item: JsonObject) => JsonObject,
): AsyncIterable<JsonObject> {
  for await (const item of items) yield map(item);
}

const asRow = ({
  recipient,
  status,
  purpose,
  region,
  holds,
  askedAt,
  answeredAt,
  ground,
  because,
}: RecipientTask): JsonObject =>
  JSON.parse(
    JSON.stringify({ recipient, status, purpose, region, holds, askedAt, answeredAt, ground, because }),
  ) as JsonObject;

const partOf = (archive: Ports["archive"], { recipient, part }: RecipientTask): RecipientPart[] => {
  if (part === undefined) return [];
  const { name, type } = part;
  return [
    {
      recipient,
      path: `recipients/${recipient}.${endings[type] ?? "bin"}`,
      open: async () => {
        const content = await archive.stream("parts", name);
        if (content === undefined) throw new Error(`the part ${name} is not in the archive`);
        return content;
      },
    },
  ];
};
