import type { JsonObject } from "#kernel/json.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";

/** How a recipient finds the person. */
export interface PersonForRecipient {
  person: { userIds: string[]; emails: string[] };
  corrections?: JsonObject | undefined;
}

/**
 * Whom the recipient is asked about: the bound account with its logins, and its verified address. Addresses that nobody has verified are
 * left out: they may be somebody else's (I7). Once the account is purged, the closing record still knows its ids.
 */
export const personFor = async (
  subjects: Pick<Ports["subjects"], "boundIdentity" | "closingRecord">,
  { subjectRef, requestId }: Pick<PrivacyRequest, "subjectRef" | "requestId">,
): Promise<PersonForRecipient> => {
  const bound = await subjects.boundIdentity(subjectRef, requestId);
  if (bound !== undefined) {
    const { userId, identities, address, corrections } = bound;
    return {
      person: {
        userIds: [...new Set([userId, ...identities.map((identity) => identity.userId)])],
        emails: address === undefined ? [] : [address],
      },
      ...(corrections !== undefined && { corrections }),
    };
  }
  const closing = await subjects.closingRecord(requestId);
  if (closing === undefined)
    throw new Error(`nobody is bound to ${requestId}, so no recipient can be asked about them`);
  const { identities, address } = closing;
  return {
    person: { userIds: identities.map(({ userId }) => userId), emails: address === undefined ? [] : [address] },
  };
};
