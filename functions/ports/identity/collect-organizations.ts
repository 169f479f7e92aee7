import { OrganizationsClient } from "auth0/organizations";
import type { UsersClient } from "auth0/users";
import * as z from "zod";
import { Json, type JsonObject } from "#kernel/json.ts";
import { organizationsOf } from "./extent.ts";
import { type CollectedPage, type CollectedPerson, TenantRefused } from "./identity.ts";
import { parsed, type TenantCalls } from "./tenant-calls.ts";

// What the tenant keeps of a person inside of their organisations: each has lists of its own, which are gone through one after the other.

const perPage = 100;
const Items = z.array(z.record(z.string(), Json));

/** Where a list goes on: the organisations that are left, the first of them at this page. An id becomes part of a path. */
const Cursor = z.string().regex(/^org_\w{1,60}(?:,org_\w{1,60}){0,999}\.\d{1,6}$/);

type List = (
  organization: string,
  person: CollectedPerson,
  asked: { page: number; per_page: number; include_totals: true },
) => PromiseLike<{ response: unknown }>;

/** One list of each of the person's organisations. `isTheirs`: where others stand in the same list, they are left at the tenant. */
const ofEachOrganization =
  (
    { calls, users }: { calls: TenantCalls; users: UsersClient },
    operation: string,
    key: string,
    list: List,
    isTheirs: (item: JsonObject, person: CollectedPerson) => boolean = () => true,
  ) =>
  async (person: CollectedPerson, cursor: string | undefined): Promise<CollectedPage> => {
    const place = cursor === undefined ? undefined : Cursor.parse(cursor);
    const ids = place?.split(".")[0]?.split(",") ?? (await organizationsOf(calls, users).ids(person.userId));
    const page = Number(place?.split(".")[1] ?? 0);
    const [organization, ...others] = ids;
    if (organization === undefined) return { items: [] };
    const asked = { page, per_page: perPage, include_totals: true as const };
    const found = await unlessOrganizationIsGone(
      calls.call(operation, "other", () => list(organization, person, asked)),
    );
    const items =
      found === undefined
        ? []
        : (parsed(operation, z.looseObject({ [key]: Items }), found.response)[key] as z.infer<typeof Items>);
    const next = items.length === perPage ? `${ids.join(",")}.${page + 1}` : `${others.join(",")}.0`;
    return {
      items: items.filter((item) => isTheirs(item, person)).map((item) => ({ organization_id: organization, ...item })),
      ...(next !== ".0" && { next }),
    };
  };

/** An organisation that was deleted, or that the person has left meanwhile, has nothing of theirs to show. */
const unlessOrganizationIsGone = async <T>(question: Promise<T>): Promise<T | undefined> => {
  try {
    return await question;
  } catch (error) {
    if (
      error instanceof TenantRefused &&
      error.statusCode === 404 &&
      error.errorCode?.startsWith("inexistent_") === true
    )
      return undefined;
    throw error;
  }
};

export const organizationSources = (calls: TenantCalls, users: UsersClient) => {
  const organizations = new OrganizationsClient(calls.clientOptions);
  return {
    "organization-roles": ofEachOrganization(
      { calls, users },
      "list organization roles",
      "roles",
      (organization, { userId }, asked) => organizations.members.roles.list(organization, userId, asked),
    ),
    // only a verified address is surely the person's: who invited somebody else is nobody's business here
    invitations: ofEachOrganization(
      { calls, users },
      "list invitations",
      "invitations",
      (organization, _, asked) => organizations.invitations.list(organization, asked),
      ({ invitee }, { address }) => address !== undefined && addressOf(invitee) === address.toLowerCase(),
    ),
  };
};

const addressOf = (invitee: Json | undefined): string | undefined => {
  const { data } = z.object({ email: z.string() }).safeParse(invitee);
  return data?.email.toLowerCase();
};
