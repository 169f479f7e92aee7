import { isIP } from "node:net";
import { badPath, notFound } from "./api-error.ts";
import { type Call, noContent, type Operation } from "./operation.ts";

const addressOf = ({ params }: Call): string => {
  const address = params.id ?? "";
  if (isIP(address) === 0) throw badPath("Object didn't pass validation for format any-ip");
  return address;
};

/** Addresses that were held back because they tried many accounts. */
export const anomalyOperations: Operation[] = [
  {
    method: "GET",
    path: "/anomaly/blocks/ips/:id",
    scopes: ["read:anomaly_blocks"],
    bucket: "other",
    handle: (call) => {
      if (call.core.records.heldAddresses.get(addressOf(call)) === undefined)
        throw notFound("The IP address is not blocked.");
      return { status: 200 }; // documented without a body
    },
  },
  {
    method: "DELETE",
    path: "/anomaly/blocks/ips/:id",
    scopes: ["delete:anomaly_blocks"],
    bucket: "other",
    description: "Remove the blocked IP address",
    handle: (call) => {
      const address = addressOf(call);
      call.core.records.heldAddresses.delete(address);
      call.core.records.failedAddresses.delete(address);
      return noContent;
    },
  },
];
