const none = (): never => {
  throw new Error("No call that is made here answers with a stream of events.");
};

/** What the SDK asks of its coder of event streams, which no call of ours uses: the bundles carry this in its place. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = none;
export class EventStreamSerde {
  readonly serializeEventStream = none;
  readonly deserializeEventStream = none;
}
