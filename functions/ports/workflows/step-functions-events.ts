import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { instantOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { RunEvent } from "./workflows.ts";

/** What a history shows beside the payloads. Whatever is not named here stays behind. */
const shown = ["error", "cause", "location", "index", "length", "resource", "resourceType", "redriveCount"];

/** One event of GetExecutionHistory as ours: the type, the state's name, and of the type's own details what is no payload. */
export const runEventOf = (event: HistoryEvent): RunEvent => {
  const { id = 0, type = "", timestamp, stateEnteredEventDetails, stateExitedEventDetails } = event;
  const state =
    stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name ?? event.evaluationFailedEventDetails?.state;
  return {
    id,
    at: instantOf(timestamp ?? 0),
    type,
    ...(state !== undefined && { state }),
    details: Object.fromEntries(detailsOf(event).filter(([name, value]) => isShown(name, value))) as JsonObject,
  };
};

/** Every type has one member of its own, named after it: `executionFailedEventDetails`. */
const detailsOf = (event: HistoryEvent): [string, unknown][] =>
  Object.entries(event).flatMap(([member, value]) =>
    member.endsWith("EventDetails") && value instanceof Object ? Object.entries(value) : [],
  );

const isShown = (name: string, value: unknown): boolean =>
  shown.includes(name) && ["string", "number", "boolean"].includes(typeof value);
