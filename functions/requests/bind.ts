import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";

/**
 * The account is the one the person proved to own if it was there when they asked. One that was created after the request was received is
 * somebody's new account under the old id.
 */
export const isAccountOf = (request: PrivacyRequest, account: Account): boolean =>
  account.createdAt <= request.receivedAt;

/** Who is bound when the account is there, and when it is gone already: then only the id is known, and there is nobody to mail to. */
export const identityToBind = (
  request: PrivacyRequest,
  account: Account | undefined,
  userId: BoundIdentity["userId"],
  policy: Policy,
): BoundIdentity => ({
  userId,
  createdAt: account?.createdAt ?? request.receivedAt,
  identities: account?.identities ?? [],
  address: account?.emailVerified ? account.email : undefined,
  addresses: account?.addresses ?? [],
  locale: policy.locales.find((locale) => locale === account?.locale) ?? policy.locales[0] ?? "en",
});

/** References of the other logins of an account: a hold on any of them holds all. */
export const linkedRefsOf = async (
  subjects: Ports["subjects"],
  { userId, identities }: Pick<Account, "userId" | "identities">,
): Promise<PrivacyRequest["linkedRefs"]> => {
  const linked = identities.map((identity) => identity.userId).filter((id) => id !== userId);
  return Promise.all(linked.map((id) => subjects.refOf(id)));
};
