import { createHash, randomBytes } from "node:crypto";
import type { SubjectRef } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { receiptName } from "#ports/archive/archive.ts";
import type { Ports } from "#ports/ports.ts";
import type { ClosingRecord } from "#ports/subjects/subjects.ts";
import { endWhatStood } from "#requests/account-gone.ts";
import { carryOut } from "#requests/effect.ts";
import { removeExportsOf } from "#requests/exports.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import { SomethingLeft } from "../errors.ts";
import type { StepInput } from "../model.ts";
import { done } from "../notices.ts";
import { type Identifiers, receiptOf, receiptType } from "../receipt.ts";
import { boundIdentityOf } from "./erasing.ts";

/**
 * Destroys the person's keys and all they sealed, once the closing record stands under a key of its own. What stood over the account, such
 * as a restriction, ends with it.
 */
export const purgeToClosingRecord =
  ({
    clock,
    requests,
    subjects,
    archive,
    workflows,
    keys,
  }: Needs<"clock" | "requests" | "subjects" | "archive" | "workflows" | "keys">) =>
  ({ requestId }: StepInput) =>
    carryOut({ clock, requests })({
      requestId,
      milestone: "purged-to-closing-record",
      destructive: true,
      perform: async (request) => {
        if ((await subjects.closingRecord(requestId)) === undefined) {
          const { userId, createdAt, identities, address, locale } = await boundIdentityOf(subjects, request);
          const ids = [...new Set([userId, ...identities.map((linked) => linked.userId)])];
          await subjects.keepClosing(requestId, {
            identities: ids.map((id) => ({ userId: id, createdAt })),
            address,
            salt: randomBytes(32).toString("hex"),
            locale,
          });
        }
        const refs = refsOf(request);
        // a package outlives nobody's account: whatever was made or collected for one goes with the keys
        const exports = await removeExportsOf({ archive, requests })(refs);
        for (const ref of refs) await subjects.forget(ref);
        const stood = await endWhatStood({ clock, requests, workflows, keys })(refs);
        return { forgotten: refs.length, ...(exports > 0 && { exports }), ...(stood > 0 && { stood }) };
      },
    });

/**
 * Sweeps our own stores, then signs what was done and keeps it. There is one receipt of a name: if a crash left one unrecorded, that
 * one stands (I8). Throws `SomethingLeft`.
 */
export const signReceipt =
  ({
    clock,
    requests,
    subjects,
    keys,
    archive,
    policy,
  }: Needs<"clock" | "requests" | "subjects" | "keys" | "archive">) =>
  ({ requestId }: StepInput) =>
    carryOut({ clock, requests })({
      requestId,
      milestone: "receipt-signed",
      destructive: false,
      perform: async (request) => {
        await sweep(subjects, request);
        const closing = await subjects.closingRecord(requestId);
        const receipt = receiptOf(request, policy, clock.now(), closing && identifiersOf(closing));
        const signed = await keys.sign(Buffer.from(JSON.stringify(receipt)), receiptType);
        await archive.putOnce("receipts", receiptName(requestId), Buffer.from(signed));
        const kept = await readReceipt(archive, request);
        return { sha256: createHash("sha256").update(kept).digest("hex"), kind: receipt.kind };
      },
    });

/** Tells the person that it is done, with the receipt; from here the request is fulfilled. */
export const tellDone =
  ({
    clock,
    requests,
    subjects,
    archive,
    notices,
    policy,
  }: Needs<"clock" | "requests" | "subjects" | "archive" | "notices">) =>
  async ({ requestId }: StepInput) => {
    await tell({ clock, requests, notices })(requestId, "completion", async () => {
      const request = await requireRequest(requests, requestId);
      const closing = await subjects.closingRecord(requestId);
      const receipt = await readReceipt(archive, request);
      const identifiers = closing && identifiersOf(closing);
      return {
        to: closing?.address,
        message: done(closing?.locale ?? "en", { request, policy, receipt: receipt.toString(), identifiers }),
      };
    });
    return requests.change(requestId, ({ request }) => ({
      outcome: {},
      request: { ...request, status: "fulfilled" },
      audit:
        request.status === "fulfilled"
          ? []
          : [{ event: "request-fulfilled", at: clock.now(), actor: "system", facts: {} }],
    }));
  };

const refsOf = (request: PrivacyRequest): SubjectRef[] => [...new Set([request.subjectRef, ...request.linkedRefs])];

const sweep = async (subjects: Ports["subjects"], request: PrivacyRequest): Promise<void> => {
  for (const ref of refsOf(request)) {
    const left = (await subjects.remains(ref, request.requestId)).filter((kind) => kind !== "closing");
    if (left.length > 0)
      throw new SomethingLeft(`the sweep found ${left.join(", ")} of a subject that should be forgotten`);
  }
};

/** What the receipt commits to; undefined once the salt is gone with the address. */
const identifiersOf = ({ salt, identities, address }: ClosingRecord): Identifiers | undefined =>
  salt === undefined ? undefined : { salt, identities, ...(address !== undefined && { address }) };

const readReceipt = async (archive: Ports["archive"], { requestId }: PrivacyRequest): Promise<Buffer> => {
  const receipt = await archive.get("receipts", receiptName(requestId));
  if (receipt === undefined) throw new Error(`the receipt of ${requestId} is not in the archive`);
  return Buffer.from(receipt);
};
