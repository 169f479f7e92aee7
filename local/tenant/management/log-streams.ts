import * as z from "zod";
import type { StreamView } from "../log-streams.ts";
import { notFound } from "./api-error.ts";
import { type Call, type Operation, ok, parseBody } from "./operation.ts";

const Change = z.strictObject({ name: z.string().min(1).optional(), status: z.enum(["active", "paused"]).optional() });

/** Auth0 delivers to https only, and shows nothing else; on this machine the receiver has no certificate. */
const shown = ({ sink, ...stream }: StreamView): StreamView => ({
  ...stream,
  sink: { ...sink, httpEndpoint: sink.httpEndpoint.replace(/^http:/, "https:") },
});

const existing = ({ core, params }: Call): StreamView => {
  const stream = core.streams.list().find(({ id }) => id === params.id);
  if (stream === undefined) throw notFound("The log stream does not exist.", "inexistent_log_stream");
  return stream;
};

export const logStreamOperations: Operation[] = [
  {
    method: "GET",
    path: "/log-streams",
    scopes: ["read:log_streams"],
    bucket: "other",
    handle: ({ core }) => ok(core.streams.list().map(shown)),
  },
  {
    method: "GET",
    path: "/log-streams/:id",
    scopes: ["read:log_streams"],
    bucket: "other",
    handle: (call) => ok(shown(existing(call))),
  },
  {
    method: "PATCH",
    path: "/log-streams/:id",
    scopes: ["update:log_streams"],
    bucket: "other",
    description: "Update a Log Stream",
    handle: (call) => ok(shown(call.core.streams.update(existing(call).id, parseBody(Change, call.body)))),
  },
];
