import { randomBytes } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import { type Instant, millisOf } from "./instant.ts";

/** One wish of one subject: a ULID, so that ids sort by the time of receipt. */
export const RequestId = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "is not a request id")
  .brand<"RequestId">();
export type RequestId = z.infer<typeof RequestId>;

/** A ULID whose random part is drawn at once: the library would ask the system for each of its 16 signs, which takes ten times as long. */
export const ulidAt = (now: Instant): string => {
  const bytes = randomBytes(16)[Symbol.iterator]();
  return ulid(millisOf(now), () => (bytes.next().value ?? 0) / 256);
};

export const newRequestId = (now: Instant): RequestId => ulidAt(now) as RequestId;

/** The random name that stands for a person everywhere but in `subjects`. It says nothing about the person and is never derived from one. */
export const SubjectRef = z
  .string()
  .regex(/^sub_[A-Za-z0-9_-]{22}$/, "is not a subject reference")
  .brand<"SubjectRef">();
export type SubjectRef = z.infer<typeof SubjectRef>;

export const newSubjectRef = (): SubjectRef => `sub_${randomBytes(16).toString("base64url")}` as SubjectRef;

const forbiddenSigns = /[\s/\\?#%*\p{Cc}\p{Cf}\p{Cs}]/u;
const isPlainPart = (part: string): boolean => part !== "" && part !== "." && part !== "..";

/**
 * An Auth0 `user_id` such as `auth0|5f7c8ec7c33c6c004bbafe82`. It becomes a segment of Management API paths, where an empty
 * or dotted id would address the whole collection, so path signs, wildcards and invisible characters are refused (I7).
 */
export const UserId = z
  .string()
  .max(512, "is too long for a user id")
  .refine((id) => {
    const parts = id.split("|");
    return parts.length >= 2 && parts.every(isPlainPart) && !forbiddenSigns.test(id);
  }, "is not a user id that can be used in a path")
  .brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

/** A legal hold, named for nothing but the moment it was placed. */
export const newHoldId = (now: Instant): string => `hold_${ulidAt(now)}`;
