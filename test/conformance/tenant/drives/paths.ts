import type { Driver } from "../driver.ts";

export const nobody = "auth0|nobody";
export const acme = "org_AcmeExampleOrg001";

/** The path of an account, or of something below it. */
export const user = (userId: string, rest = ""): string => `/users/${encodeURIComponent(userId)}${rest}`;

interface Identified {
  id: string;
}

/** The id of the first of a list, read by way of the API itself. */
export const firstId = async ({ ask }: Driver, path: string, key?: string): Promise<string> => {
  const body = await ask<Identified[] & Record<string, Identified[]>>(200, "GET", path);
  const [first] = key === undefined ? body : (body[key] ?? []);
  if (first === undefined) throw new Error(`${path} is empty`);
  return encodeURIComponent(first.id);
};
