import type { SecondFactor } from "../records.ts";
import { type Call, noContent, type Operation, ok, userOf } from "./operation.ts";
import { offsetPage } from "./paging.ts";

/** As the API shows a factor: never with what answers it. */
const shown = ({ user_id: _, code: __, ...factor }: SecondFactor): object => factor;

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
    handle: (call) =>
      ok(offsetPage(call, { key: "authenticators", items: factorsOf(call).map(shown), leastPerPage: 0 })),
  },
  {
    method: "DELETE",
    path: "/users/:id/authentication-methods",
    scopes: ["delete:authentication_methods"],
    bucket: "other",
    description: "Delete all authentication methods for the given user",
    handle: (call) => {
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
