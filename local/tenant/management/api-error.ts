const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Payload Too Large",
  414: "URI Too Long",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A no of the Management API, in its own words. */
export class ApiError extends Error {
  override readonly name = "ApiError" as const;
  readonly status: number;
  readonly errorCode: string | undefined;
  constructor(status: number, errorCode: string | undefined, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export const errorBody = (status: number, errorCode: string | undefined, message: string): Record<string, unknown> => ({
  statusCode: status,
  error: titles[status] ?? "Error",
  message,
  ...(errorCode === undefined ? {} : { errorCode }),
});

export const noSuchUser = (): ApiError => new ApiError(404, "inexistent_user", "The user does not exist.");
/** Where an operation documents no 404, a missing account is a 400. */
export const noUserToWorkOn = (): ApiError => new ApiError(400, "inexistent_user", "The user does not exist.");
export const notFound = (message = "Not Found", errorCode?: string): ApiError => new ApiError(404, errorCode, message);
export const badBody = (message: string): ApiError =>
  new ApiError(400, "invalid_body", `Payload validation error: '${message}'.`);
export const badPath = (message: string): ApiError =>
  new ApiError(400, "invalid_uri", `Path validation error: '${message}'.`);
export const badQuery = (message: string): ApiError =>
  new ApiError(400, "invalid_query_string", `Query validation error: '${message}'.`);
