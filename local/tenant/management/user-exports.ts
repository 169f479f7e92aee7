import * as z from "zod";
import { millisOf, plus } from "#kernel/instant.ts";
import { connections } from "../connections.ts";
import type { Core } from "../core.ts";
import type { HttpRequest, HttpResponse } from "../http.ts";
import { randomId } from "../ids.ts";
import type { Job } from "../records.ts";
import { usualLimit } from "../user-export.ts";
import { ApiError, badBody, notFound } from "./api-error.ts";
import { type Answer, type Call, ConnectionId, type Operation, ok, parseBody } from "./operation.ts";

const Wish = z.strictObject({
  connection_id: ConnectionId.optional(),
  format: z.enum(["json", "csv"]).optional(),
  limit: z.int().min(1).optional(),
  fields: z.array(z.strictObject({ name: z.string().max(100), export_as: z.string().max(100).optional() })).optional(),
});

/** Seconds for which a link is good, and for which the file is there. */
const [linkSeconds, fileSeconds] = [60, 86_400];

const begin = (call: Call): Answer => {
  const { core } = call;
  const { format = "json", limit = usualLimit, fields, connection_id } = parseBody(Wish, call.body ?? {});
  if (!core.behaviour.userExports)
    throw new ApiError(403, "feature_not_enabled", "This endpoint is not available on the tenant's plan.");
  if (format === "csv") throw badBody("this tenant exports users as json only");
  if (connection_id !== undefined && connections.every(({ id }) => id !== connection_id))
    throw badBody("The connection does not exist.");
  const job = {
    id: `job_${randomId(16)}`,
    type: "users_export",
    status: "pending",
    created_at: core.clock.now(),
    ...(connection_id !== undefined && { connection_id }),
    format,
    limit,
    ...(fields !== undefined && { fields }),
  };
  core.records.jobs.put(job.id, job);
  core.later.schedule({ kind: "export-users", payload: { jobId: job.id } }, core.behaviour.exportSeconds);
  return ok({ ...job, connection: connections.find(({ id }) => id === connection_id)?.name ?? "" });
};

interface Link {
  jobId: string;
  until: string;
}

/** A job of this kind as it is shown: a completed one with a new link each time, and after a day none at all. */
export const shownExport = ({ core }: Call, job: Job): Answer => {
  if (millisOf(core.clock.now()) > millisOf(job.created_at) + fileSeconds * 1000) {
    throw notFound("The job does not exist.", "inexistent_job");
  }
  const { limit: _, fields: __, ...shown } = job as Job & { limit: number; fields?: object[] };
  if (job.status !== "completed") return ok(shown);
  const token = randomId(32);
  const link: Link = { jobId: job.id, until: plus(core.clock.now(), linkSeconds) };
  core.store.collection<Link>("user-export-links").put(token, link);
  return ok({ ...shown, location: `${core.issuer}user-exports/${job.id}.json.gz?token=${token}` });
};

const denied: HttpResponse = {
  status: 403,
  headers: { "content-type": "application/xml" },
  body: "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
};

/** Where the link leads, on a host of its own at Auth0: no token of ours is asked for, and it ends after a minute. */
export const downloadExport = (core: Core, { path, query }: HttpRequest): HttpResponse | undefined => {
  if (!path.startsWith("/user-exports/")) return undefined;
  const link = core.store.collection<Link>("user-export-links").get(query.get("token") ?? "");
  if (link === undefined || path !== `/user-exports/${link.jobId}.json.gz` || core.clock.now() > link.until)
    return denied;
  const file = core.store.collection<string>("user-exports").get(link.jobId);
  if (file === undefined) return denied;
  return { status: 200, headers: { "content-type": "application/gzip" }, body: Buffer.from(file, "base64") };
};

export const userExportOperations: Operation[] = [
  {
    method: "POST",
    path: "/jobs/users-exports",
    scopes: ["read:users"],
    bucket: "other",
    description: "Create export users job",
    handle: begin,
  },
];
