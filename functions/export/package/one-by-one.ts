import { Readable } from "node:stream";

/**
 * A stream that hands its pieces on one by one: the next is asked for when whoever gets them is done with the one before. A stream of
 * Node's own reads ahead, and a piece whose memory is used again would change under the compressor's hands.
 */
export class OneByOne extends Readable {
  readonly #pieces: AsyncIterator<Uint8Array>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    super();
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  override pipe<T extends NodeJS.WritableStream>(to: T): T {
    this.#handTo(to).catch((error: unknown) => this.destroy(error as Error));
    return to;
  }

  async #handTo(to: NodeJS.WritableStream): Promise<void> {
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (this.destroyed) return;
      if (done === true) break;
      await new Promise((resolve) => to.write(value, resolve)); // its call back is Node's word that it is done with the piece
    }
    to.end();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    Promise.resolve(this.#pieces.return?.()).then(
      () => callback(error),
      (failure: unknown) => callback(failure as Error),
    );
  }
}
