/** Takes messages for later, durably. What is answered is stored. */
export interface EventQueue {
  /** All of them, in any order; each at most 100 KB of text. Throws `Busy` when not every one could be stored: send them all again. */
  send(bodies: readonly string[]): Promise<void>;
}

/** A message as it comes out, on every host: what Lambda hands over of an SQS record. */
export interface QueuedMessage {
  id: string;
  body: string;
  /** How often it has been handed over, this time included. */
  attempts: number;
}

/** Works messages off, and names those that must come again: the rest is done (SQS "partial batch response"). */
export type QueueHandler = (messages: readonly QueuedMessage[]) => Promise<{ again: string[] }>;
