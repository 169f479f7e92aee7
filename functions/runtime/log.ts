import { type Clock, systemClock } from "#kernel/clock.ts";

/** What a line may say. Ids, states, counts and times: whoever reads the log learns nothing about a person (I10). */
export interface LogFields {
  /** What happened, in our own words: "step failed". Never built from input. */
  event: string;
  requestId?: string | undefined;
  campaignId?: string | undefined;
  step?: string | undefined;
  /** The error's name, never its message: messages of others may carry addresses and tokens (I20). */
  error?: string | undefined;
  status?: number | undefined;
  durationMs?: number | undefined;
  /** The id under which the host knows the call. */
  correlation?: string | undefined;
}

export interface Log {
  info(fields: LogFields): void;
  warn(fields: LogFields): void;
  error(fields: LogFields): void;
}

export interface LogOptions {
  clock?: Clock;
  /** Takes one line, with its line feed. Standard output unless told. */
  sink?: (line: string) => void;
}

/** A log of JSON lines: one object a line, whatever was logged. */
export const jsonLog = ({ clock = systemClock, sink = toStandardOutput }: LogOptions = {}): Log => {
  const at = (level: "info" | "warn" | "error") => (fields: LogFields) =>
    sink(`${JSON.stringify({ time: clock.now(), level, ...loggable(fields) })}\n`);
  return { info: at("info"), warn: at("warn"), error: at("error") };
};

/** The name under which a thrown thing may be logged. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

const toStandardOutput = (line: string): void => {
  process.stdout.write(line);
};

const words = /^[A-Za-z][\w .:/-]{0,99}$/;
const name = /^[A-Za-z_][\w.]{0,99}$/;
const shapes: Record<Exclude<keyof LogFields, "status" | "durationMs">, RegExp> = {
  event: words,
  requestId: /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  campaignId: /^campaign_[0-9a-f]{32}$/,
  step: name,
  error: name,
  correlation: /^[\w=+/.-]{1,128}$/, // the gateway's ids are base64
};

/**
 * The only way into a line: picks the fields by name, and lets each through only in its own shape. So what a caller adds by mistake,
 * or an attacker writes into an id, is not in the log, and no value can end its line and begin another.
 */
export const loggable = (fields: LogFields): Record<string, string | number> => {
  const picked: Record<string, string | number> = {};
  for (const [field, shape] of Object.entries(shapes)) {
    const value = fields[field as keyof typeof shapes];
    if (value !== undefined) picked[field] = typeof value === "string" && shape.test(value) ? value : "(not loggable)";
  }
  for (const field of ["status", "durationMs"] as const) {
    if (Number.isFinite(fields[field])) picked[field] = Number(fields[field]);
  }
  return picked;
};
