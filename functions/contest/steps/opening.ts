import { identityToBind } from "#requests/bind.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf } from "#requests/tenant-line.ts";
import type { StepInput } from "../model.ts";

/** Binds the person: where the answer goes. An account that is gone has nobody to write to, and its block is over. */
export const openRequest =
  ({ requests, subjects, reader, policy }: Needs<"requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const account = request.closedAt === undefined ? await accountOf({ subjects, reader }, request) : undefined;
    if (account !== undefined) {
      await subjects.bind(request.subjectRef, requestId, identityToBind(request, account, account.userId, policy));
    }
    return {};
  };
