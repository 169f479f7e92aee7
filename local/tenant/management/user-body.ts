import * as z from "zod";
import type { JsonObject } from "#kernel/json.ts";
import type { Core } from "../core.ts";
import { tenantName } from "../log-events.ts";
import { ApiError, badBody } from "./api-error.ts";

const forbiddenInAppMetadata = [
  "__tenant",
  "_id",
  "blocked",
  "clientID",
  "created_at",
  "email",
  "email_verified",
  "globalClientID",
  "global_client_id",
  "identities",
  "lastIP",
  "lastLogin",
  "loginsCount",
  "metadata",
  "multifactor",
  "multifactor_last_modified",
  "updated_at",
  "user_id",
];

const Metadata = z
  .record(z.string(), z.json())
  .refine((metadata) => !Object.keys(metadata).some((key) => /[.$]/.test(key)), "metadata keys have no . and no $");

const AppMetadata = Metadata.refine(
  (metadata) => !Object.keys(metadata).some((key) => forbiddenInAppMetadata.includes(key)),
  "app_metadata has a reserved key",
);

const name = z.string().min(1).max(300);
const shortName = z.string().min(1).max(150);
const phone = z.string().regex(/^\+[0-9]{1,15}$/);

export const CreateUser = z.strictObject({
  connection: z.string().min(1),
  user_id: z.string().max(255).regex(/^\S*$/).optional(),
  email: z.email().optional(),
  email_verified: z.boolean().optional(),
  phone_number: phone.optional(),
  phone_verified: z.boolean().optional(),
  username: z.string().min(1).max(128).optional(),
  password: z.string().min(1).optional(),
  verify_email: z.boolean().optional(),
  blocked: z.boolean().optional(),
  name: name.optional(),
  nickname: name.optional(),
  given_name: shortName.optional(),
  family_name: shortName.optional(),
  picture: z.url().optional(),
  user_metadata: Metadata.optional(),
  app_metadata: AppMetadata.optional(),
});
export type CreateUser = z.infer<typeof CreateUser>;

export const UpdateUser = z.strictObject({
  connection: z.string().min(1).optional(),
  client_id: z.string().min(1).optional(),
  blocked: z.boolean().optional(),
  email: z.email().nullable().optional(),
  email_verified: z.boolean().optional(),
  verify_email: z.boolean().optional(),
  phone_number: phone.nullable().optional(),
  phone_verified: z.boolean().optional(),
  verify_phone_number: z.boolean().optional(),
  username: z.string().min(1).max(128).nullable().optional(),
  password: z.string().min(1).nullable().optional(),
  name: name.nullable().optional(),
  nickname: name.nullable().optional(),
  given_name: shortName.nullable().optional(),
  family_name: shortName.nullable().optional(),
  picture: z.url().nullable().optional(),
  user_metadata: Metadata.optional(),
  app_metadata: AppMetadata.optional(),
});
export type UpdateUser = z.infer<typeof UpdateUser>;

/** First level only: named keys are replaced whole, `null` takes a key away, `{}` clears everything. */
export const mergeMetadata = (old: JsonObject | undefined, change: JsonObject): JsonObject =>
  Object.keys(change).length === 0
    ? {}
    : Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== null));

const largestProfile = 10_240;

/** The 10 KB limit on profiles: a warning in the log until Auth0 enforces it, a 400 once the tenant is switched to that. */
export const checkProfileSize = ({ behaviour, logs }: Core, user: object, userId: string): void => {
  if (Buffer.byteLength(JSON.stringify(user)) <= largestProfile) return;
  if (behaviour.profileLimit === "refuse")
    throw new ApiError(400, "profile_too_large", "The user profile exceeds 10 KB.");
  logs.emit("wum", "User profile larger than 10 KB", {
    user_id: userId,
    details: { tenant: tenantName, user_id: userId },
  });
};

/** Auth0 changes one credential at a time. */
export const checkOneCredential = (body: UpdateUser): void => {
  const named = (["email", "phone_number", "username", "password"] as const).filter((key) => body[key] !== undefined);
  if (named.length > 1) throw badBody(`Cannot update ${named.join(" and ")} simultaneously`);
  const needy = (["email_verified", "phone_verified", "username", "password"] as const).filter(
    (key) => body[key] !== undefined,
  );
  if (needy.length > 0 && body.connection === undefined) throw badBody(`connection is needed to update ${needy[0]}`);
};
