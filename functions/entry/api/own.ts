import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { RequestId } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import { ownRequest } from "#requests/own.ts";
import { type RequestView, viewOf } from "./model.ts";
import { Problem } from "./problems.ts";
import type { Call } from "./route.ts";

/** What the routes for a person's own requests share. */
export interface Own {
  /** Where a request is, from outside. */
  place(requestId: RequestId): string;
  view(request: PrivacyRequest): RequestView;
  /** The request that the path names, if it is the caller's. Another's, an unknown one and no id at all are one and the same 404 (I14). */
  owned(call: Pick<Call<unknown, unknown>, "caller" | "event">): Promise<PrivacyRequest>;
}

/** `base` is the path at which the API is reached from outside: empty at the root. */
export const ownIn = (ports: Pick<Ports, "requests" | "subjects" | "clock">, policy: Policy, base: string): Own => {
  const place = (requestId: RequestId) => `${base}/requests/${requestId}`;
  return {
    place,
    view: (request) =>
      viewOf(request, { receiptPath: `${place(request.requestId)}/receipt`, policy, now: ports.clock.now() }),
    owned: async ({ caller, event }) => {
      const id = RequestId.safeParse(pathIdOf(event));
      const request = id.success ? await ownRequest(ports)(caller, id.data) : undefined;
      if (request === undefined) throw new Problem("not-found");
      return request;
    },
  };
};

const pathIdOf = ({ pathParameters }: APIGatewayProxyEventV2): string | undefined => pathParameters?.requestId;
