import type { UsersClient } from "auth0/users";

/** Options that carry the step key, of which the tenant keeps 64 characters. Throws RangeError: step keys are ours. */
export const underStep = (step: string): UsersClient.RequestOptions => {
  if (!/^[\x21-\x7e]{1,64}$/.test(step)) throw new RangeError("not a step key of 1 to 64 visible signs");
  return { headers: { "X-Correlation-ID": step } };
};
