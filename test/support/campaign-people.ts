import { generatedPeople } from "#local/seed/generated-people.ts";
import type { User } from "#local/tenant/records.ts";

/** People of whom four in ten have accepted already, by the flag on their account, and one in fifty is blocked. */
export const campaignPeople = (count: number): User[] =>
  generatedPeople(count).map((user, place) => ({
    ...user,
    ...(place % 10 < 4 && { app_metadata: { habeas_terms: { version: "2027-01" } } }),
    ...(place % 50 === 7 && { blocked: true }),
  }));
