import { client } from "./client/client.gen.ts";
import type { Problem } from "./client/types.gen.ts";

/** A no of the API, in its own words (RFC 9457), with what it asks for instead. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem" as const;
  /** The end of the problem's type: `fresh-login-needed`. */
  readonly problem: string;
  readonly body: Problem;
  constructor(body: Problem) {
    super(body.title);
    this.problem = body.type.split("/").at(-1) ?? "";
    this.body = body;
  }
}

/** The API could not be reached at all. */
export class Unreachable extends Error {
  override readonly name = "Unreachable" as const;
}

/** The login is too old for what was asked, or misses its second factor: who signs in once more may go on (RFC 9470). */
export const needsStepUp = (error: unknown): boolean =>
  error instanceof ApiProblem && ["fresh-login-needed", "second-factor-needed"].includes(error.problem);

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && "type" in value && "title" in value && "status" in value;

/** Points the client at the API; every failure of it is then an `ApiProblem` or `Unreachable`. */
export const openClient = (apiUrl: string, accessToken: () => Promise<string>): void => {
  client.setConfig({ baseUrl: apiUrl, auth: accessToken });
  client.interceptors.error.use((error) => {
    if (isProblem(error)) return new ApiProblem(error);
    return error instanceof Error && error.name !== "TypeError" ? error : new Unreachable("the API cannot be reached");
  });
};

/** Whether the same call, made again in a moment, may do better. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof ApiProblem && error.body.status >= 500);
