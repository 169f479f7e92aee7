/** A no of the token endpoint. */
export class OAuthError extends Error {
  override readonly name = "OAuthError" as const;
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}
