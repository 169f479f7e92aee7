import { type Instant, instantOf, plus } from "#kernel/instant.ts";
import type { ConnectedAccount, SecondFactor } from "#local/tenant/records.ts";
import type { Seed } from "#local/tenant/seed.ts";
import { generatedPeople } from "./generated-people.ts";
import * as named from "./named-people.ts";
import { waysInOf } from "./ways-in.ts";

const count = 200;

const acme = { id: "org_AcmeExampleOrg001", name: "acme", display_name: "Acme" };
const globex = { id: "org_GlobexExample0001", name: "globex", display_name: "Globex" };

const organizationRoles = [
  { id: "rol_SeedOrgOwner0001", name: "owner", description: "Owner of an organisation", permissions: [] },
  { id: "rol_SeedOrgBuyer0001", name: "buyer", description: "Orders for an organisation", permissions: [] },
];

const secondFactor = (userId: string, index: number): SecondFactor => ({
  id: `totp|dev_seed${String(index).padStart(12, "0")}`,
  user_id: userId,
  type: "totp",
  name: "Authenticator",
  confirmed: true,
  created_at: instantOf(Date.UTC(2025, 1, 1, 8)),
  code: named.secondFactorCode,
});

const invitation = (now: Instant): Seed["invitations"][number] => ({
  id: "uinv_SeedInvitation01",
  organization_id: acme.id,
  inviter: { name: "Otto Owner" },
  invitee: { email: "ada@example.com" },
  invitation_url: "https://shop.example.com/login?invitation=seed&organization=acme",
  created_at: now,
  expires_at: plus(now, 604_800),
  client: "Shop",
  ticket_id: "SeedInvitationTicket00000000001",
});

const connectedAccount = (now: Instant, number: number, connection: string): ConnectedAccount => ({
  id: `cac_${String(number).padStart(22, "A")}`,
  user_id: named.ada,
  connection,
  connection_id: `con_${connection.replace(/\W/g, "").padEnd(16, "0").slice(0, 16)}`,
  strategy: connection,
  access_type: "offline",
  scopes: ["calendar.read", "profile"],
  created_at: plus(now, -number * 86_400),
});

/** 200 people with their organisations, roles and ways in; always the same, but for times that count back from `now`. */
export const makeSeed = (now: Instant): Seed => {
  const namedPeople = named.namedPeople();
  const users = [...namedPeople, ...generatedPeople(count - namedPeople.length)];
  return {
    users,
    password: named.password,
    organizations: [acme, globex],
    roles: organizationRoles,
    memberships: [
      ...Object.entries(named.staff).map(([userId, roles]) => ({ userId, roles, organizations: [] })),
      { userId: named.organizationMember, roles: [], organizations: [{ id: acme.id, roles: [] }] },
      {
        userId: named.ada,
        roles: [],
        permissions: [{ resource_server_identifier: "https://shop.example.com/api", permission_name: "orders:read" }],
        organizations: [{ id: acme.id, roles: ["buyer"] }],
      },
      {
        userId: named.organizationOwner,
        roles: [],
        organizations: [
          { id: acme.id, roles: ["owner"] },
          { id: globex.id, roles: ["owner"] },
        ],
      },
    ],
    invitations: [invitation(now)],
    secondFactors: named.withSecondFactor.map(secondFactor),
    connectedAccounts: [connectedAccount(now, 20, "google-oauth2"), connectedAccount(now, 90, "slack-oauth-2")],
    ...waysInOf(users, now),
  };
};
