import * as z from "zod";
import type { StoryGraph } from "./model.ts";

const Transition = z.object({ Next: z.string() });
const State = z.object({
  Type: z.string(),
  Resource: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(Transition.extend({ Condition: z.string() })).optional(),
  Catch: z.array(Transition.extend({ ErrorEquals: z.array(z.string()) })).optional(),
});
const Story = z.object({ StartAt: z.string(), States: z.record(z.string(), State) });

/** A story as a graph for drawing: each state with where it may go on to, and why. Takes a definition in Amazon States Language. */
export const storyGraph = (definition: unknown): StoryGraph => {
  const { StartAt, States } = Story.parse(definition);
  return {
    start: StartAt,
    states: Object.entries(States).map(([name, { Type, Resource, Next, Default, Choices = [], Catch = [] }]) => ({
      name,
      type: Type,
      waits: Type === "Wait" || Resource?.endsWith(".waitForTaskToken") === true,
      next: [
        ...(Next === undefined ? [] : [{ to: Next }]),
        ...Choices.map(({ Next: to, Condition }) => ({ to, because: wordsIn(Condition) })),
        ...(Default === undefined ? [] : [{ to: Default, because: "otherwise" }]),
        ...Catch.map(({ Next: to, ErrorEquals }) => ({ to, because: ErrorEquals.map(spoken).join(", ") })),
      ],
    })),
  };
};

/** The values that a condition compares with: `{% $states.input.outcome in ['capped', 'off'] %}` is "capped, off". */
const wordsIn = (condition: string): string => {
  const words = [...condition.matchAll(/'([^']+)'/g)].map(([, word]) => word);
  return words.length > 0 ? words.join(", ") : "if so";
};

const spoken = (error: string): string => (error === "States.Timeout" ? "time is over" : error);
