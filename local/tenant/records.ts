import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";

/** One login of an account, as Auth0 lists it. `profileData` only on linked identities. */
export interface Identity {
  provider: string;
  user_id: string;
  connection: string;
  isSocial: boolean;
  profileData?: JsonObject;
}

/** An account, in Auth0's own field names: what is stored is what the Management API answers with. */
export interface User {
  user_id: string;
  email?: string;
  email_verified?: boolean;
  username?: string;
  phone_number?: string;
  phone_verified?: boolean;
  name?: string;
  nickname?: string;
  given_name?: string;
  family_name?: string;
  picture?: string;
  identities: Identity[];
  user_metadata?: JsonObject;
  app_metadata?: JsonObject;
  blocked?: boolean;
  multifactor?: string[];
  created_at: Instant;
  updated_at: Instant;
  last_login?: Instant;
  last_ip?: string;
  last_password_reset?: Instant;
  logins_count?: number;
}

/** A password of the database connection, kept under `provider|id` of the identity that it belongs to. */
export interface Password {
  email: string;
  salt: string;
  hash: string;
}

/** How somebody proved who they are, and when: what Actions see as `event.authentication.methods`. */
export interface AuthenticationMethod {
  name: string;
  timestamp: Instant;
  type?: string;
}

export interface Session {
  id: string;
  user_id: string;
  created_at: Instant;
  updated_at: Instant;
  authenticated_at: Instant;
  idle_expires_at: Instant;
  expires_at: Instant;
  last_interacted_at: Instant;
  connection: string;
  user_agent: string;
  ip: string;
  clients: string[];
  methods: AuthenticationMethod[];
}

export interface RefreshToken {
  id: string;
  /** SHA-256 of the token itself. */
  hash: string;
  user_id: string;
  client_id: string;
  audience: string;
  scope: string;
  session_id: string | null;
  created_at: Instant;
  last_exchanged_at: Instant | null;
  device_name: string;
}

export interface PublicKeyCredential {
  id: string;
  device_name: string;
  device_id: string;
  user_id: string;
  client_id: string;
}

export interface Grant {
  id: string;
  clientID: string;
  user_id: string;
  audience: string;
  scope: string[];
}

export interface Role {
  id: string;
  name: string;
  description: string;
  permissions: { resource_server_identifier: string; permission_name: string }[];
}

export interface Organization {
  id: string;
  name: string;
  display_name: string;
}

export interface Invitation {
  id: string;
  organization_id: string;
  inviter: { name: string };
  invitee: { email: string };
  invitation_url: string;
  created_at: Instant;
  expires_at: Instant;
  client_id: string;
  ticket_id: string;
}

/** What an account has by membership: role ids, direct permissions, organisations with roles there. One per account. */
export interface Memberships {
  roles: string[];
  permissions: { resource_server_identifier: string; permission_name: string }[];
  organizations: { id: string; roles: string[] }[];
}

/** A second factor. `code` is what the local challenge page accepts; it never leaves the tenant. */
export interface SecondFactor {
  id: string;
  user_id: string;
  type: "totp" | "phone" | "email" | "webauthn-roaming";
  name: string;
  confirmed: boolean;
  created_at: Instant;
  last_auth_at?: Instant;
  phone_number?: string;
  code: string;
}

/** A way in without a password. It is listed with the second factors, and is none. */
export interface Passkey {
  id: string;
  user_id: string;
  key_id: string;
  public_key: string;
  created_at: Instant;
}

/** An account elsewhere that the person let applications use in their name. Its tokens are kept where nothing shows them. */
export interface ConnectedAccount {
  id: string;
  user_id: string;
  connection: string;
  connection_id: string;
  strategy: string;
  access_type: "offline" | "online";
  scopes: string[];
  created_at: Instant;
  expires_at?: Instant;
}

/** A brute-force block: one identifier from one address. */
export interface BruteForceBlock {
  id: string;
  user_id: string;
  identifier: string;
  ip: string;
  connection: string;
  at: Instant;
}

export interface Job {
  id: string;
  type: string;
  status: string;
  created_at: Instant;
}
