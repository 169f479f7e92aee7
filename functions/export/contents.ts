import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { formatOf } from "#kernel/package.ts";
import type { Policy } from "#kernel/policy.ts";
import type { RecipientTask } from "#kernel/recipient.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import { type CollectedPerson, sources } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { progressOf } from "./model.ts";
import { otherHistory, requestHistory, termsHistory } from "./own-records.ts";
import { type Contents, type DataPart, portableParts, type RecipientPart } from "./package/contents.ts";
import type { DataName } from "./package/texts.ts";
import type { Pages } from "./pages.ts";
import { missingIn, takingPart } from "./rules.ts";
import { type Survey, safeItems, survey } from "./survey.ts";

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
  let known: Promise<Survey> | undefined;
  const surveyed = (): Promise<Survey> => {
    known ??= survey(pages, person, since);
    return known;
  };
  const safe = safeItems(pages, surveyed, policy);
  const data: DataPart[] = [];
  const has = (name: DataName): boolean => format === "full" || portableParts.includes(name);
  const add = (name: DataName, part: Omit<DataPart, "name" | "portable">): void => {
    if (has(name)) data.push({ name, portable: portableParts.includes(name), ...part });
  };

  for (const source of sources) {
    const record = collected[source];
    if (record === undefined) continue;
    const common = { collectedAt: record.at, notAvailable: record.notAvailable === true };
    if (source !== "profile") {
      add(source, { ...common, items: (heed) => safe(source, heed) });
      continue;
    }
    // what the company noted about the person is theirs to see, and not theirs to take to another one
    add("account", {
      ...common,
      items: (heed) => mapped(safe(source, heed), ({ app_metadata: _, ...rest }) => rest),
    });
    const notes = () => mapped(safe(source), ({ app_metadata }) => (app_metadata ?? {}) as JsonObject);
    add("app-metadata", { ...common, items: notes });
  }

  const terms = termsHistory(ports.terms, request.subjectRef, since);
  const requests = requestHistory(ports, request.subjectRef, since);
  const ours = { collectedAt: now, notAvailable: false };
  add("terms", { ...ours, items: () => terms() });
  add("requests", { ...ours, items: () => requests() });

  const others = otherHistory(ports.audit, request.subjectRef, since);
  add("history", { ...ours, items: () => others() });

  const asked = await ports.requests.recipientsOf(request.requestId);
  const recipients = takingPart(asked);
  if (format === "full") {
    add("recipients", { ...ours, items: () => recipients.map(asRow) });
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
  };
};

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
