import { compactVerify, createLocalJWKSet } from "jose";
import * as z from "zod";
import { digestOf } from "#kernel/canonical-json.ts";
import { RequestId } from "#kernel/ids.ts";
import { Instant, plus } from "#kernel/instant.ts";
import { planOf } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { PublicJwk } from "#ports/keys/keys.ts";
import { recordOf } from "#requests/effect.ts";
import { progressOf } from "./model.ts";
import { systems } from "./plan.ts";

/** The JWS header's `typ`: nothing else that our keys sign can be taken for a receipt. */
export const receiptType = "habeas-receipt+json";

/** What a receipt says. Nobody but the person can tell from it whose it is. */
export const Receipt = z.object({
  /** erased: the account was there and is deleted; found_absent: it was gone before we came to it. */
  kind: z.enum(["erased", "found_absent"]),
  requestId: RequestId,
  controller: z.object({ name: z.string(), contact: z.string() }),
  receivedAt: Instant,
  verifiedAbsentAt: Instant,
  signedAt: Instant,
  /** "Deleted from the live systems listed": what was done in each, in counts. */
  deletedFrom: z.array(z.object({ system: z.string(), counts: z.record(z.string(), z.number()) })),
  /** What remains, where, and until when. */
  remains: z.array(z.object({ what: z.string(), until: z.string() })),
  policyDigest: z.string(),
  /** SHA-256, hex, over the RFC 8785 form of `Identifiers`: says whose receipt it is to who has the salt, and nothing to anybody else. */
  commitment: z.string().optional(),
});
export type Receipt = z.infer<typeof Receipt>;

/** What a receipt commits to. Only the person has it: it came with the receipt, and we let it go with their address. */
export const Identifiers = z.object({
  /** 256 random bits, hex. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  identities: z.array(z.object({ userId: z.string(), createdAt: Instant })).min(1),
  address: z.string().optional(),
});
export type Identifiers = z.infer<typeof Identifiers>;

export const identifiersName = (requestId: RequestId): string => `${requestId}.identifiers.json`;

/** True when the receipt was written for these identifiers. */
export const isReceiptOf = ({ commitment }: Receipt, identifiers: Identifiers): boolean =>
  commitment !== undefined && commitment === digestOf(identifiers);

/** The receipt of a finished deletion. Throws when the absence is not on record: then there is nothing to sign (I8). */
export const receiptOf = (
  request: PrivacyRequest,
  policy: Policy,
  now: Instant,
  identifiers?: Identifiers | undefined,
): Receipt => {
  const progress = progressOf(request);
  const verified = progress["absence-verified"];
  if (verified === undefined) throw new Error(`the absence of the account of ${request.requestId} is not verified`);
  const lastLook = Math.max(...policy.deletion.recheck);
  // whoever deleted it, before us or meanwhile: we say only what we did
  const foundAbsent = progress["account-deleted"]?.absent === true;
  return {
    kind: foundAbsent ? "found_absent" : "erased",
    requestId: request.requestId,
    controller: { name: policy.controller.name, contact: policy.controller.contact },
    receivedAt: request.receivedAt,
    verifiedAbsentAt: verified.at,
    signedAt: now,
    deletedFrom: [
      {
        system: systems.account,
        counts: { accounts: foundAbsent ? 0 : 1, ...countsOf(request) },
      },
      {
        system: systems.own,
        counts: { subjects: 1 + request.linkedRefs.length },
      },
    ],
    remains: [
      ...(planOf(request)?.keeps ?? []).map(({ what, law, until }) => ({
        what: `${what.en ?? "a part"} (${law})`,
        until: until.en ?? "",
      })),
      { what: "entries in the sign-in provider's log", until: "the end of its log retention, 30 days at most" },
      { what: "the sign-in provider's encrypted backups", until: "the end of their rotation" },
      { what: "an encrypted identifier, only to check that nothing came back", until: plus(now, lastLook) },
    ],
    policyDigest: request.policyDigest,
    ...(identifiers && { commitment: digestOf(identifiers) }),
  };
};

const countsOf = (request: PrivacyRequest): Record<string, number> =>
  Object.fromEntries(
    Object.entries({ ...recordOf(request, "access-revoked"), ...recordOf(request, "traces-cleared") }).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    ),
  );

/**
 * Checks a receipt with nothing but the public keys, so that it can be done offline and by anybody. Throws when the signature, the
 * type or the content is not a receipt's.
 */
export const verifyReceipt = async (
  jws: string,
  keys: readonly PublicJwk[],
): Promise<{ receipt: Receipt; kid: string }> => {
  const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet({ keys: [...keys] }), {
    algorithms: ["ES256"],
  });
  if (protectedHeader.typ !== receiptType)
    throw new Error(`signed, but not a receipt: ${protectedHeader.typ ?? "no type"}`);
  return { receipt: Receipt.parse(JSON.parse(Buffer.from(payload).toString())), kid: protectedHeader.kid ?? "" };
};
