import { JobsClient } from "auth0/jobs";
import { UsersExportsClient } from "auth0/jobs/usersExports";
import * as z from "zod";
import { Busy } from "#kernel/failure.ts";
import { TenantRefused } from "#ports/identity/identity.ts";
import { underStep } from "#ports/identity/step-key.ts";
import { parsed, type TenantAccess, tenantCalls } from "#ports/identity/tenant-calls.ts";
import { slicesOf } from "./created-slices.ts";
import { accountOfLine, exportFields } from "./listed-account.ts";
import { type ListedAccount, type Listing, ListingLost, unreadable } from "./listing.ts";
import { streamedLines } from "./streamed-lines.ts";

const Begun = z.object({ id: z.string().regex(/^job_\w{1,64}$/) });
const Job = z.object({ status: z.string(), location: z.url().optional() });

/** Above every tenant's size: without a limit Auth0 documents a default of five. */
const everybody = 1_000_000_000;
/** By what a list is read where the tenant exports none. */
const bySlices = "created-slices";
const bounds = { deadlineMs: 10 * 60_000, maxLine: 256 * 1024 };

/**
 * Where a link may lead (I20): to the tenant itself, or to where Auth0 keeps its files, by https. The link is the tenant's word, and the
 * tenant's word opens no door to any other host.
 */
const isAllowed = (location: string, baseUrl: string): boolean => {
  const { protocol, hostname, origin } = new URL(location);
  return origin === new URL(baseUrl).origin || (protocol === "https:" && /\.(amazonaws|auth0)\.com$/.test(hostname));
};

/**
 * Lists by one export job, whose link is asked for again just before the download, since it is good for 60 s. Where the tenant's plan has
 * no exports, by slices of `created_at`. `flag` is our member of app_metadata.
 */
export const auth0Listing = (access: TenantAccess & { flag: string }): Listing => {
  const { flag, fetch, baseUrl, clock } = access;
  const calls = tenantCalls(access);
  const jobs = new JobsClient(calls.clientOptions);
  const exports = new UsersExportsClient(calls.clientOptions);

  const linkOf = async (listing: string): Promise<string> => {
    const get = () => jobs.get(listing);
    const { status, location } = parsed("read export job", Job, await calls.call("read export job", "other", get));
    if (status === "failed") throw new ListingLost("The tenant could not export its accounts.");
    if (status !== "completed" || location === undefined) throw new Busy("The tenant is still exporting its accounts.");
    if (!isAllowed(location, baseUrl)) throw new ListingLost("The tenant's link to the list leads to another host.");
    return location;
  };

  const exported = async function* (listing: string): Accounts {
    const link = await linkOf(listing).catch((error: unknown) => {
      if (error instanceof TenantRefused && error.statusCode === 404) throw new ListingLost("The list is gone.");
      throw error;
    });
    for await (const line of streamedLines(link, bounds, fetch)) yield accountOfLine(readJson(line)) ?? unreadable;
  };

  return {
    begin: async (step) => {
      const create = () =>
        exports.create({ format: "json", limit: everybody, fields: exportFields(flag) }, underStep(step));
      try {
        return parsed("export accounts", Begun, await calls.call("export accounts", "other", create)).id;
      } catch (error) {
        if (error instanceof TenantRefused && error.statusCode === 403) return bySlices;
        throw error;
      }
    },

    accounts: (listing) => named(listing === bySlices ? slicesOf(calls, flag, clock) : exported(listing)),
  };
};

type Accounts = AsyncIterable<ListedAccount | typeof unreadable>;

/** A list that names nobody was not the list: an answer that came empty, or as something else. */
const named = async function* (accounts: Accounts): Accounts {
  let isNamed = false;
  for await (const account of accounts) {
    isNamed ||= account !== unreadable;
    yield account;
  }
  if (!isNamed) throw new Busy("The list of accounts names nobody.");
};

/** A line that is no JSON is nobody's account. */
const readJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
