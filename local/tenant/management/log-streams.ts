import * as z from "zod";
import type { StreamView } from "../log-streams.ts";
import { ApiError } from "./api-error.ts";
import { type Call, type Operation, ok, parseBody } from "./operation.ts";

const Change = z.strictObject({ name: z.string().min(1).optional(), status: z.enum(["active", "paused"]).optional() });

/** Auth0 delivers to https only, and shows nothing else; on this machine the receiver has no certificate. */
const shown = ({ sink, ...stream }: StreamView): StreamView => ({
  ...stream,
  sink: { ...sink, httpEndpoint: sink.httpEndpoint.replace(/^http:/, "https:") },
});

/** The stream of the path; what its absence is answered with differs: the change documents no 404. */
const existing = ({ core, params }: Call, status: 404 | 400 = 404): StreamView => {
  const stream = core.streams.list().find(({ id }) => id === params.id);
  if (stream === undefined) throw new ApiError(status, "inexistent_log_stream", "The log stream does not exist.");
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
    handle: (call) => ok(shown(call.core.streams.update(existing(call, 400).id, parseBody(Change, call.body)))),
  },
];
