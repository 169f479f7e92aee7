import type { CountedAccounts } from "./identity.ts";

const is = (field: string, value: string): string => `${field}:"${value.replace(/["\\]/g, "\\$&")}"`;
const any = (field: string, values: readonly string[] = []): string[] =>
  values.length === 0 ? [] : [`(${values.map((value) => is(field, value)).join(" OR ")})`];

/** Which accounts are counted, as a query of the tenant's user search, version 3. */
export const queryFor = ({ connections, regions, areMailable, flag }: CountedAccounts): string =>
  [
    ...any("identities.connection", connections),
    ...any("app_metadata.region", regions),
    ...(areMailable === true ? ["email_verified:true"] : []),
    ...(flag === undefined ? [] : [is(`app_metadata.${flag.name}.version`, flag.version)]),
    "NOT blocked:true",
  ].join(" AND ");
