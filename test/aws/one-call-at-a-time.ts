import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/**
 * The client, whose calls from now on reach the server one after the other, in the order they were made.
 *
 * moto answers in threads, and undoes a transaction that fails by putting back a copy of the whole table that it took before
 * (`transact_write_items` in its DynamoDB model): what another transaction wrote meanwhile is gone, though its caller was told yes. The real
 * service isolates transactions, and so do DynamoDB Local and the double of our own tests, which are called at once. Callers still come
 * in between each other's reads and writes.
 */
export const oneCallAtATime = (client: DynamoDBClient): DynamoDBClient => {
  let last: Promise<unknown> = Promise.resolve();
  client.middlewareStack.add(
    (next) => (args) => {
      const answer = last.then(() => next(args));
      last = answer.catch(() => {});
      return answer;
    },
    { step: "deserialize", priority: "low", name: "oneCallAtATime" },
  );
  return client;
};
