import type { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { type Requests, UnknownRequest } from "#ports/requests/requests.ts";

/** The request, which must be there: a run is started only for one that is stored. Throws `UnknownRequest`. */
export const requireRequest = async (requests: Requests, requestId: RequestId): Promise<PrivacyRequest> => {
  const request = await requests.find(requestId);
  if (request === undefined) throw new UnknownRequest(`there is no request ${requestId}`);
  return request;
};
