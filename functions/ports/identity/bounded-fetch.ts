/** The exchange came to nothing that can be read: too slow, too long, cut off, or no connection. Says nothing of the address. */
export class ExchangeBroken extends Error {
  override readonly name = "ExchangeBroken" as const;
}

export interface FetchBounds {
  /** For the whole exchange, until the last byte of the answer. */
  deadlineMs: number;
  maxBytes: number;
}

const withoutBody = [101, 204, 205, 304];

const readBounded = async (response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // leaving the loop early cancels the stream, and with it the connection
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new ExchangeBroken("the answer is too long");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/**
 * A fetch whose answer is whole or an `ExchangeBroken`: the deadline covers the body too, where most clients stop their timer at the
 * headers, and an endless body ends at `maxBytes`. Redirects are not followed: the address asked is the only one that is called.
 */
export const boundedFetch =
  ({ deadlineMs, maxBytes }: FetchBounds, fetch: typeof globalThis.fetch = globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = init?.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    try {
      const response = await fetch(input, { ...init, signal, redirect: "error" });
      const body = await readBounded(response, maxBytes);
      const { status, headers } = response;
      return new Response(withoutBody.includes(status) ? null : body, { status, headers });
    } catch (error) {
      if (error instanceof ExchangeBroken) throw error;
      throw new ExchangeBroken(signal.aborted ? "no whole answer in time" : "no connection, or an answer cut off");
    }
  };
