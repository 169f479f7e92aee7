import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Core } from "./core.ts";
import type { Fault } from "./faults.ts";
import { BodyTooLarge, type HttpRequest, type HttpResponse, json, readRequest, send, sendCut } from "./http.ts";
import { errorBody } from "./management/api-error.ts";
import { logFailedDeletion, manage } from "./management/routes.ts";
import { downloadExport } from "./management/user-exports.ts";
import { authenticate } from "./oidc/routes.ts";

const answerTo = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  core.later.settle();
  if (request.path.startsWith("/api/v2/")) return manage(core, request);
  return (
    downloadExport(core, request) ??
    (await authenticate(core, request)) ??
    json(404, errorBody(404, undefined, "Not Found"))
  );
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** An answer that looks as the tenant's own trouble does. */
const failure = ({ status = 503 }: Fault): HttpResponse =>
  json(status, errorBody(status, undefined, "This fault was asked for."));

const respond = async (core: Core, message: IncomingMessage, response: ServerResponse): Promise<void> => {
  const request = await readRequest(message);
  const fault = core.faults.take(request.method, decoded(request.path));
  if (fault?.mode === "hang") return;
  if (fault?.mode === "before") {
    if ((fault.status ?? 503) >= 500) logFailedDeletion(core, request);
    send(response, failure(fault));
    return;
  }
  const answer = await answerTo(core, request);
  if (fault === undefined) send(response, answer);
  else if (fault.mode === "after") send(response, failure(fault));
  else if (fault.mode === "cut-body") sendCut(response, answer);
};

const onError = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof BodyTooLarge ? 413 : 500;
  if (status === 500) console.error(error);
  send(
    response,
    json(status, errorBody(status, undefined, status === 413 ? "Payload Too Large" : "Internal Server Error")),
  );
};

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only. `core` is asked for at each request: it is made once the port is known. */
export const listen = async (port: number, core: () => Core): Promise<Listening> => {
  const server: Server = createServer((message, response) => {
    Promise.resolve()
      .then(() => respond(core(), message, response))
      .catch((error: unknown) => onError(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};
