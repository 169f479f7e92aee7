import type { RequestId } from "#kernel/ids.ts";
import { isPersonsWish, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Page } from "#ports/records/records.ts";
import { isSinceAccount, type Owner } from "./owner.ts";

/** What others decide about a person is theirs to see once it concerns them: a block that is only proposed does not, and may never. */
const isShown = ({ kind, pointOfNoReturnAt }: PrivacyRequest): boolean =>
  isPersonsWish(kind) || pointOfNoReturnAt !== undefined;

type Needs = Pick<Ports, "requests" | "subjects">;

/**
 * A request of the caller's own; undefined for what belongs to others and for what never was, alike (I14). After the account is
 * gone the closing record still knows whose it was, so a person with a token left can see the end and fetch the receipt.
 */
export const ownRequest =
  ({ requests, subjects }: Needs) =>
  async (owner: Owner, requestId: RequestId): Promise<PrivacyRequest | undefined> => {
    const { userId } = owner;
    const [request, subjectRef] = await Promise.all([requests.find(requestId), subjects.find(userId)]);
    if (request === undefined || !isShown(request) || !isSinceAccount(request.receivedAt, owner)) return undefined;
    if (subjectRef !== undefined && request.subjectRef === subjectRef) return request;
    const closing = await subjects.closingRecord(requestId);
    return closing?.identities.some((identity) => identity.userId === userId) ? request : undefined;
  };

/** The caller's own requests, newest first; empty for a person we do not know. */
export const ownRequests =
  ({ requests, subjects }: Needs) =>
  async (owner: Owner, range: { limit?: number; cursor?: string }): Promise<Page<PrivacyRequest>> => {
    const subjectRef = await subjects.find(owner.userId);
    if (subjectRef === undefined) return { items: [] };
    const page = await requests.ofSubject(subjectRef, range);
    return {
      ...page,
      items: page.items.filter((request) => isShown(request) && isSinceAccount(request.receivedAt, owner)),
    };
  };
