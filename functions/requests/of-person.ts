import type { SubjectRef } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";

/** Every request of a person, newest first. */
export async function* requestsOf(
  { requests }: Pick<Ports, "requests">,
  ref: SubjectRef,
): AsyncIterable<PrivacyRequest> {
  let cursor: string | undefined;
  do {
    const page = await requests.ofSubject(ref, { limit: 100, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
