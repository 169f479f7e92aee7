import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";

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
