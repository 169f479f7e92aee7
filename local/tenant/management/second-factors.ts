import type { Passkey, SecondFactor } from "../records.ts";
import { ApiError } from "./api-error.ts";
import { type Call, noContent, type Operation, ok, userOf } from "./operation.ts";
import { offsetPage } from "./paging.ts";

/** As the API shows a factor: never with what answers it. */
const shown = ({ user_id: _, code: __, ...factor }: SecondFactor): object => factor;

const shownPasskey = ({ user_id: _, ...passkey }: Passkey): object => ({ ...passkey, type: "passkey" });

const enrollmentTypes = {
  totp: "authenticator",
  phone: "sms",
  email: "guardian",
  "webauthn-roaming": "webauthn-roaming",
};

const enrollment = (factor: SecondFactor): object => ({
  id: factor.id,
  status: factor.confirmed ? "confirmed" : "pending",
  type: factor.type,
  name: factor.name,
  auth_method: enrollmentTypes[factor.type],
  enrolled_at: factor.created_at,
  ...(factor.phone_number === undefined ? {} : { phone_number: factor.phone_number }),
  ...(factor.last_auth_at === undefined ? {} : { last_auth: factor.last_auth_at }),
});

const factorsOf = (call: Call): SecondFactor[] => call.core.records.secondFactors.of(userOf(call).user_id);

const methodsOf = (call: Call): object[] => [
  ...factorsOf(call).map(shown),
  ...call.core.records.passkeys.of(userOf(call).user_id).map(shownPasskey),
];

/** All at once go only where no passkey is among them. */
const refusePasskeys = ({ core, params }: Call): void => {
  if (core.records.passkeys.of(params.id ?? "").length > 0)
    throw new ApiError(403, undefined, "The user has a passkey, which cannot be deleted with all others.");
};

const removeAll = (call: Call): void => {
  const { core, params, cause, request } = call;
  const userId = params.id ?? "";
  const count = core.records.secondFactors.deleteOf(userId);
  if (count === 0) return;
  core.ledger.record("second-factors-deleted", userId, cause, count);
  core.logs.emit("gd_unenroll", "", { user_id: userId, user_name: userId, ip: request.ip, details: {} });
};

export const secondFactorOperations: Operation[] = [
  {
    method: "GET",
    path: "/users/:id/authentication-methods",
    scopes: ["read:authentication_methods"],
    bucket: "other",
    handle: (call) => ok(offsetPage(call, { key: "authenticators", items: methodsOf(call), leastPerPage: 0 })),
  },
  {
    method: "DELETE",
    path: "/users/:id/authentication-methods",
    scopes: ["delete:authentication_methods"],
    bucket: "other",
    description: "Delete all authentication methods for the given user",
    handle: (call) => {
      refusePasskeys(call);
      removeAll(call);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/users/:id/authenticators",
    scopes: ["delete:guardian_enrollments"],
    bucket: "other",
    description: "Delete all authenticators",
    handle: (call) => {
      removeAll(call);
      return noContent;
    },
  },
  {
    method: "GET",
    path: "/users/:id/enrollments",
    scopes: ["read:users"],
    bucket: "other",
    handle: (call) => ok(factorsOf(call).map(enrollment)),
  },
];
