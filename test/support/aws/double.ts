import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** An error as AWS words it on the wire: a name that the SDK turns into the error's name. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, message = name, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export type Operation = (input: Record<string, unknown>) => unknown;
/** The operations of one service, by the names of its API. */
export type Operations = Record<string, Operation>;

export interface AwsDouble {
  endpoint: string;
  /** What was asked, in order: `SSM.GetParameter`. */
  calls: string[];
  close(): Promise<void>;
}

interface Asked {
  service: string;
  operation: string;
  input: Record<string, unknown>;
}

/** `TrentService.Encrypt` is KMS's way to say `KMS.Encrypt`. */
const serviceOfTarget: Record<string, string> = {
  TrentService: "KMS",
  AmazonSSM: "SSM",
  AWSStepFunctions: "StepFunctions",
};
const scheduleOperation: Record<string, string> = {
  POST: "CreateSchedule",
  PUT: "UpdateSchedule",
  DELETE: "DeleteSchedule",
};

const askedOf = async (request: IncomingMessage): Promise<Asked> => {
  const text = (await buffer(request)).toString("utf8");
  const input = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    const [prefix = "", operation = ""] = target.split(".");
    return { service: serviceOfTarget[prefix.replace(/_\d+$/, "")] ?? prefix, operation, input };
  }
  const url = new URL(request.url ?? "/", "http://double");
  const [, Name] = /^\/schedules\/([^/]+)$/.exec(url.pathname) ?? [];
  if (Name === undefined) throw new AwsError("UnknownOperationException", `${request.method} ${url.pathname}`, 404);
  const named = {
    ...Object.fromEntries([...url.searchParams].map(([k, v]) => [k === "groupName" ? "GroupName" : k, v])),
  };
  return {
    service: "Scheduler",
    operation: scheduleOperation[request.method ?? ""] ?? "",
    input: { ...input, ...named, Name: decodeURIComponent(Name) },
  };
};

/** A server that speaks the protocols of these services on 127.0.0.1: JSON with a target header, and Scheduler's paths. */
export const awsDouble = async (services: Record<string, Operations>): Promise<AwsDouble> => {
  const calls: string[] = [];
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const { service, operation, input } = await askedOf(request);
    calls.push(`${service}.${operation}`);
    const run = services[service]?.[operation];
    if (run === undefined) throw new AwsError("UnknownOperationException", `${service}.${operation}`);
    return await run(input);
  };
  const server = createServer(async (request, response) => {
    response.setHeader("content-type", "application/x-amz-json-1.1");
    try {
      response.end(JSON.stringify((await answer(request)) ?? {}));
    } catch (error) {
      const { name, message, status = 500 } = error as AwsError;
      response.statusCode = status;
      response.setHeader("x-amzn-errortype", name);
      response.end(JSON.stringify({ __type: name, message, Message: message }));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
