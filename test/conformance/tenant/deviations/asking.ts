import { call, type OpenTenant } from "../../../support/tenant.ts";

/** Short forms for tests that ask much: the status, or the body, of one call. */
export const asking = (at: OpenTenant) => ({
  status: async (method: string, path: string, body?: unknown): Promise<number> =>
    (await call(at.tenant, method, path, { body })).status,
  read: async <T = Record<string, unknown>>(path: string): Promise<T> => (await call(at.tenant, "GET", path)).body as T,
  change: async (path: string, body: unknown): Promise<Record<string, unknown>> =>
    (await call(at.tenant, "PATCH", path, { body })).body,
});

/** How many there are in a list that is an array. */
export const count = (list: unknown): number => (list as unknown[]).length;
