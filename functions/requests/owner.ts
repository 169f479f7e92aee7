import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { isBoundByIdAlone } from "#kernel/package.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { BoundIdentity } from "#kernel/subject.ts";

// Whose something is. A user id is not enough: an account may be deleted at the tenant and another one made under the same id, by somebody
// else. What was there before that account is the former owner's (I7, I14).

/** Who asks for what is theirs. Without `accountCreatedAt` nobody knows which account it is: then a package is not handed out. */
export interface Owner {
  userId: UserId;
  accountCreatedAt?: Instant | undefined;
}

/** False for what was asked, or said, before the account was there. */
export const isSinceAccount = (at: Instant, { accountCreatedAt }: Pick<Owner, "accountCreatedAt">): boolean =>
  accountCreatedAt === undefined || accountCreatedAt <= at;

/**
 * Whether a package is this very account's: the one that was bound when it was asked for. Where the account was gone by then, only who was
 * there before can have asked.
 */
export const isOwnPackage = (
  request: PrivacyRequest,
  bound: Pick<BoundIdentity, "createdAt"> | undefined,
  { accountCreatedAt }: Pick<Owner, "accountCreatedAt">,
): boolean => {
  if (bound === undefined || accountCreatedAt === undefined) return false;
  return isBoundByIdAlone(request) ? accountCreatedAt <= request.receivedAt : accountCreatedAt === bound.createdAt;
};
