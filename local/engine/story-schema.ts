import * as z from "zod";
import { Json } from "#kernel/json.ts";

const stateName = z.string().min(1).max(80);
const errorNames = z.array(z.string().min(1)).min(1);
/** A text that stands where a value of another kind is needed can only be an expression that gives one. */
const expression = z
  .string()
  .refine((text) => text.startsWith("{%") && text.endsWith("%}"), "must be an expression: {% ... %}");
const seconds = z.union([z.int().min(0).max(99_999_999), expression]);
/** A task that may take no time at all could never be done. */
const positiveSeconds = z.union([z.int().min(1).max(99_999_999), expression]);
const fields = z.record(z.string(), Json);

const RetrierFields = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).default("NONE"),
});

const CatcherFields = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  Next: stateName,
  Assign: fields.optional(),
  Output: Json.optional(),
});

const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONata").optional(),
  Output: Json.optional(),
};
const onward = { Assign: fields.optional(), Next: stateName.optional(), End: z.boolean().optional() };
const guarded = { Retry: z.array(RetrierFields).default([]), Catch: z.array(CatcherFields).default([]) };

/** The fields of each state type, as JSONata has them; any other field is refused by name. */
export const StateFields = z.discriminatedUnion("Type", [
  z.strictObject({
    Type: z.literal("Task"),
    ...common,
    ...onward,
    ...guarded,
    Resource: z.enum(["arn:aws:states:::lambda:invoke", "arn:aws:states:::lambda:invoke.waitForTaskToken"], {
      error: (issue) =>
        `'${issue.input}' is not a resource the engine runs: only arn:aws:states:::lambda:invoke and arn:aws:states:::lambda:invoke.waitForTaskToken`,
    }),
    Arguments: z.union([fields, expression]),
    TimeoutSeconds: positiveSeconds.optional(),
    HeartbeatSeconds: positiveSeconds.optional(),
  }),
  z.strictObject({ Type: z.literal("Pass"), ...common, ...onward }),
  z.strictObject({
    Type: z.literal("Wait"),
    ...common,
    ...onward,
    Seconds: seconds.optional(),
    Timestamp: z.string().optional(),
  }),
  z.strictObject({
    Type: z.literal("Choice"),
    ...common,
    Assign: fields.optional(),
    Choices: z
      .array(
        z.strictObject({
          Comment: z.string().optional(),
          Condition: z.union([expression, z.boolean()]),
          Next: stateName,
          Assign: fields.optional(),
          Output: Json.optional(),
        }),
      )
      .min(1),
    Default: stateName.optional(),
  }),
  z.strictObject({
    Type: z.literal("Parallel"),
    ...common,
    ...onward,
    ...guarded,
    Arguments: Json.optional(),
    Branches: z.array(z.unknown()).min(1),
  }),
  z.strictObject({
    Type: z.literal("Map"),
    ...common,
    ...onward,
    ...guarded,
    Items: z.union([z.array(Json), expression]).optional(),
    ItemSelector: Json.optional(),
    MaxConcurrency: z.union([z.int().min(0), expression]).optional(),
    ItemProcessor: z.looseObject({
      ProcessorConfig: z
        .strictObject({
          Mode: z.literal("INLINE", { error: "only INLINE is supported; a Distributed Map is refused" }),
        })
        .optional(),
    }),
  }),
  z.strictObject({ Type: z.literal("Succeed"), ...common }),
  z.strictObject({
    Type: z.literal("Fail"),
    Comment: z.string().optional(),
    QueryLanguage: z.literal("JSONata").optional(),
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
]);
export type StateFields = z.infer<typeof StateFields>;
export type GuardedFields = Extract<StateFields, { Retry: unknown }>;

const machine = {
  Comment: z.string().optional(),
  StartAt: stateName,
  States: z
    .record(stateName, z.unknown())
    .refine((states) => Object.keys(states).length > 0, "must hold at least one state"),
};

/** A branch or an item processor. */
export const MachineFields = z.strictObject({ ...machine, ProcessorConfig: z.unknown().optional() });

/** The top of a story. JSONata must be said: without it AWS would read the story as JSONPath. */
export const StoryFields = z.strictObject({
  ...machine,
  Version: z.literal("1.0").optional(),
  QueryLanguage: z.literal("JSONata", { error: "must be JSONata: the engine runs no JSONPath" }),
  TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
});
