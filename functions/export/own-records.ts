import type { Instant } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { requestChain } from "#ports/audit/audit.ts";
import type { Ports } from "#ports/ports.ts";
import { requestsOf } from "#requests/of-person.ts";
import { isSinceAccount } from "#requests/owner.ts";

// What Habeas itself knows of the person: their answers to terms, their requests and what was done about them.

/** When the account was made: a former owner's of the same id is nobody's here (I7). */
type Since = Instant | undefined;

/** All that the person said to terms and consents, oldest first. */
export const termsHistory = (terms: Ports["terms"], ref: PrivacyRequest["subjectRef"], since: Since) =>
  async function* (): AsyncIterable<JsonObject> {
    let cursor: string | undefined;
    do {
      const page = await terms.history(ref, { cursor });
      for (const { subjectRef: _, ...answer } of page.items)
        if (isSinceAccount(answer.at, { accountCreatedAt: since })) yield asJson(answer);
      cursor = page.cursor;
    } while (cursor !== undefined);
  };

/** Every request of the person, with its history; who decided for the company reads "officer". */
export const requestHistory = (
  ports: Pick<Ports, "requests" | "audit">,
  ref: PrivacyRequest["subjectRef"],
  since: Since,
) =>
  async function* (): AsyncIterable<JsonObject> {
    for await (const request of requestsOf(ports, ref)) {
      if (!isSinceAccount(request.receivedAt, { accountCreatedAt: since })) continue;
      const { requestId, kind, channel, status, receivedAt, dueAt, closedAt, withdrawnAt } = request;
      const history: JsonObject[] = [];
      let cursor: string | undefined;
      do {
        const page = await ports.audit.entries(requestChain(requestId), {
          limit: 100,
          ...(cursor !== undefined && { cursor }),
        });
        for (const { at, event, actor, facts } of page.items) {
          history.push(asJson({ at, event, actor: withoutOfficers(actor), facts: withoutOfficers(facts) }));
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
      yield asJson({ requestId, kind, channel, status, receivedAt, dueAt, closedAt, withdrawnAt, history });
    }
  };

const asJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** What was done about the person beside their requests: links that were mailed, holds, blocks that were found. */
export const otherHistory = (audit: Ports["audit"], ref: PrivacyRequest["subjectRef"], since: Since) =>
  async function* (): AsyncIterable<JsonObject> {
    let cursor: string | undefined;
    do {
      const page = await audit.about(ref, { limit: 100, ...(cursor !== undefined && { cursor }) });
      for (const { at, event, actor, facts } of page.items) {
        if (!isSinceAccount(at, { accountCreatedAt: since })) continue;
        const { subjectRef: _, ...others } = facts;
        yield asJson({ at, event, actor: withoutOfficers(actor), facts: withoutOfficers(others) });
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  };

/** An officer is a person, too: their reference stays here. */
const withoutOfficers = (value: Json): Json => {
  if (typeof value === "string") return value.replace(/officer:[\w-]+/g, "officer");
  if (Array.isArray(value)) return value.map(withoutOfficers);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutOfficers(each)]));
};
