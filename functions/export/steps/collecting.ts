import { Busy } from "#kernel/failure.ts";
import { plus, reached } from "#kernel/instant.ts";
import { packageOf } from "#kernel/package.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import { type CollectedPerson, type Source, TenantRefused } from "#ports/identity/identity.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { type CollectingInput, isCollected, type MissingInput, progressOf, type StepInput } from "../model.ts";
import { type Pages, pagesOf } from "../pages.ts";
import { decideCollected, decideMissing, decideReplaced } from "../rules.ts";

/** How long a step goes on asking for pages before it lets the story call it again: half of what the story waits. */
const stretchSeconds = 30;

/**
 * Collects one source, page after page. Each page is kept before the next is asked for, so that a retry goes on where the last one
 * stopped. Answers with `more: true` when its time is up before the pages are. Throws `Busy` and `TenantRefused`.
 */
export const collect =
  ({ clock, requests, subjects, reader, archive }: Needs<"clock" | "requests" | "subjects" | "reader" | "archive">) =>
  async ({ requestId, source }: CollectingInput) => {
    const request = await requireRequest(requests, requestId);
    if (isCollected(request, source) || isEnd(request.status)) return { more: false };
    const key = await subjects.fileKey(request.subjectRef, requestId);
    const person = await personOf(subjects, request);
    if (key === undefined || person === undefined) throw new Error(`nobody is bound to ${requestId} any more`);

    const pages = pagesOf(archive, key, requestId);
    const until = plus(clock.now(), stretchSeconds);
    const found = await allPages({ pages, reader, source, person, isOver: () => reached(until, clock.now()) });
    if (found === "more") return { more: true };
    await requests.change(requestId, (facts) => decideCollected(facts, source, found, clock.now()));
    return { more: false };
  };

const allPages = async ({
  pages,
  reader,
  source,
  person,
  isOver,
}: {
  pages: Pages;
  reader: Needs<"reader">["reader"];
  source: Source;
  person: CollectedPerson;
  isOver: () => boolean;
}): Promise<{ pages: number; items: number; notAvailable?: true | undefined } | "more"> => {
  let items = 0;
  let cursor: string | undefined;
  /** A cursor of an earlier day may be refused: then the source is begun anew, rather than lost. */
  const asked = async (from: string | undefined) => {
    try {
      return await reader.collect(source, person, from);
    } catch (error) {
      if (from === undefined || !isStale(error)) throw error;
      await pages.forget(source);
      throw new Busy("the tenant no longer knows where the list went on; it is asked anew", { retryAfterSeconds: 1 });
    }
  };
  for (let number = 0; ; number += 1) {
    const kept = await pages.read(source, number);
    const page = kept ?? (await pages.keep(source, number, await asked(cursor)));
    items += page.items.length;
    if (page.next === undefined) return { pages: number + 1, items, notAvailable: page.notAvailable };
    if (page.next === cursor) throw new Busy(`${source}: the list does not end.`);
    cursor = page.next;
    if (kept === undefined && isOver()) return "more";
  }
};

/** The tenant's cursors are good for 24 hours. */
const isStale = (error: unknown): boolean => error instanceof TenantRefused && error.statusCode === 400;

/** Whose data it is: the bound account with its logins. Undefined when nobody is bound any more. */
export const personOf = async (
  subjects: Needs<"subjects">["subjects"],
  { subjectRef, requestId }: Pick<PrivacyRequest, "subjectRef" | "requestId">,
): Promise<CollectedPerson | undefined> => {
  const bound = await subjects.boundIdentity(subjectRef, requestId);
  return (
    bound && { userId: bound.userId, logins: bound.identities.map(({ userId }) => userId), address: bound.address }
  );
};

/** A source failed for good: it goes on record, and into the package, by name; never silently missing. */
export const noteMissing =
  ({ clock, requests }: Needs<"clock" | "requests">) =>
  ({ requestId, source, because }: MissingInput) =>
    requests.change(requestId, (facts) => decideMissing(facts, source, because, clock.now()));

/**
 * Once more, when all is collected: is it still the account that was bound? Then so was every page. If another one stands in its place,
 * what was collected may be of either, and is thrown away. An account that is only gone left nothing of anybody else's.
 */
export const checkAccount =
  ({ clock, requests, subjects, reader, archive }: Needs<"clock" | "requests" | "subjects" | "reader" | "archive">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    if (isEnd(request.status) || packageOf(request) !== undefined) return {};
    const bound = await subjects.boundIdentity(request.subjectRef, requestId);
    if (bound === undefined) throw new Error(`nobody is bound to ${requestId} any more`);
    const found = await reader.read(bound.userId);
    const isAnother =
      found !== undefined && (progressOf(request).foundAbsent === true || found.createdAt !== bound.createdAt);
    if (!isAnother) return {};
    await requests.change(requestId, (facts) => decideReplaced(facts, clock.now()));
    await archive.removeAll("pages", `${requestId}.`);
    return {};
  };
