import * as z from "zod";
import { plus } from "#kernel/instant.ts";
import { logFieldsOf } from "../accounts.ts";
import { randomId } from "../ids.ts";
import { tenantName } from "../log-events.ts";
import type { User } from "../records.ts";
import { badBody, noSuchUser, noUserToWorkOn } from "./api-error.ts";
import { type Answer, type Call, ConnectionId, type Operation, parseBody } from "./operation.ts";

const Identity = z.strictObject({
  user_id: z.string(),
  provider: z.string(),
  connection_id: ConnectionId.optional(),
});

const common = {
  result_url: z.url().optional(),
  client_id: z.string().optional(),
  organization_id: z.string().optional(),
  ttl_sec: z.int().min(0).optional(),
  includeEmailInRedirect: z.boolean().optional(),
  identity: Identity.optional(),
};
const VerifyEmail = z.strictObject({ user_id: z.string(), ...common });
const ChangePassword = z.strictObject({
  user_id: z.string().optional(),
  email: z.email().optional(),
  connection_id: ConnectionId.optional(),
  mark_email_as_verified: z.boolean().optional(),
  ...common,
});
const VerificationMail = z.strictObject({
  user_id: z.string(),
  client_id: z.string().optional(),
  organization_id: z.string().optional(),
  identity: Identity.optional(),
});

const existing = ({ core }: Call, userId: string | undefined, email?: string): User => {
  const user = userId === undefined ? core.records.users.of(email ?? "")[0] : core.records.users.get(userId);
  if (user === undefined) throw noSuchUser();
  return user;
};

const logged = (
  { cause, request }: Call,
  user: User,
  body: Record<string, string>,
): Parameters<Call["core"]["logs"]["emit"]>[2] => ({
  ...logFieldsOf(user),
  client_id: cause.clientId,
  client_name: "",
  ip: request.ip,
  details: { body: { tenant: tenantName, email: user.email ?? "", ...body } },
});

const newTicket = (call: Call, page: string, user: User, ttl: number | undefined): Answer => {
  const { core } = call;
  const until = plus(core.clock.now(), ttl === undefined || ttl === 0 ? 432_000 : ttl);
  const id = randomId(32);
  core.store.collection("tickets").put(id, { page, user_id: user.user_id, until });
  core.ledger.record("ticket-created", user.user_id, call.cause);
  return { status: 201, body: { ticket: `${core.issuer}u/${page}?ticket=${id}#` } };
};

const verificationMail = (call: Call): Answer => {
  const { core, cause } = call;
  const user = core.records.users.get(parseBody(VerificationMail, call.body).user_id);
  if (user === undefined) throw noUserToWorkOn();
  const job = {
    id: `job_${randomId(16)}`,
    type: "verification_email",
    status: "pending",
    created_at: core.clock.now(),
  };
  core.records.jobs.put(job.id, { ...job, status: "completed" });
  core.ledger.record("verification-mail-sent", user.user_id, cause);
  core.logs.emit("svr", "", logged(call, user, { user_id: user.user_id, job_id: job.id }));
  return { status: 201, body: job };
};

export const ticketOperations: Operation[] = [
  {
    method: "POST",
    path: "/tickets/email-verification",
    scopes: ["create:user_tickets"],
    bucket: "other",
    description: "Create an email verification ticket",
    handle: (call) => {
      const { user_id, ttl_sec } = parseBody(VerifyEmail, call.body);
      return newTicket(call, "email-verification", existing(call, user_id), ttl_sec);
    },
  },
  {
    method: "POST",
    path: "/tickets/password-change",
    scopes: ["create:user_tickets"],
    bucket: "other",
    description: "Create a password change ticket",
    handle: (call) => {
      const { user_id, email, ttl_sec } = parseBody(ChangePassword, call.body);
      if (user_id === undefined && email === undefined) throw badBody("Missing required property: user_id");
      const user = existing(call, user_id, email);
      call.core.logs.emit("scpr", "", logged(call, user, { connection: user.identities[0]?.connection ?? "" }));
      return newTicket(call, "reset-verify", user, ttl_sec);
    },
  },
  {
    method: "POST",
    path: "/jobs/verification-email",
    scopes: ["update:users"],
    bucket: "other",
    description: "Send a verification email",
    handle: verificationMail,
  },
];
