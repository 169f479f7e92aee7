/** A final no: the story catches it by name and it becomes an outcome. Trying again cannot help. */
export abstract class Refusal extends Error {
  abstract override readonly name: string;
}

/**
 * Not now: the other side is slow, limited or away, and the same call may succeed later. Every task retries it by this name.
 * `retryAfterSeconds` says when, where the other side told us.
 */
export class Busy extends Error {
  override readonly name = "Busy" as const;
  readonly retryAfterSeconds: number | undefined;
  constructor(message: string, options: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
