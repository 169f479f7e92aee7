import {
  decideTask,
  type RecipientQuestion,
  type RecordRecipientAnswerData,
  recordRecipientAnswer,
  type Task,
} from "../shared/client/index.ts";
import type { Act, Values } from "./acts.ts";
import { taskTitle, verbs } from "./recipient-words.ts";

type Answer = RecordRecipientAnswerData["body"];
type Ground = Extract<Answer, { answer: "refused" }>["ground"];
type Obstacle = Extract<Answer, { answer: "impossible" }>["because"];

const obstacles: Record<Obstacle, string> = {
  "person-not-found": "It does not find the person",
  "verb-not-supported": "It cannot do that",
  "technical-fault": "Something is broken there",
};
const grounds: Partial<Record<Ground, string>> = {
  "legal-duty": "A legal duty to keep it (Article 17(3)(b))",
  "legal-claims": "Legal claims (Article 17(3)(e))",
  "freedom-of-expression": "Freedom of expression (Article 17(3)(a))",
  "public-health-archive-research": "Public health, archive, research (Article 17(3)(c), (d))",
  "rights-of-others": "Rights of others (Article 15(4), 20(4))",
  "national-limits": "National limits (Article 23)",
};

const bodyOf = (verb: RecipientQuestion["verb"], values: Values): Answer => {
  const evidence = { verb, reference: values.reference ?? "" };
  const counts = { [values.what || "records"]: Number(values.count || 0) };
  const why = values.why ?? "";
  const reason = why in obstacles ? { because: why as Obstacle } : { ground: why as Ground };
  switch (values.answer) {
    case "partly":
      return { answer: "partly", counts, ...reason, ...evidence };
    case "refused":
      return { answer: "refused", ground: why as Ground, ...evidence };
    case "impossible":
      return { answer: "impossible", because: why as Obstacle, ...evidence };
    default:
      return { answer: "done", counts, ...evidence };
  }
};

/** What an officer says in a recipient's place. */
export const recordAct = ({ recipient, verb }: RecipientQuestion): Act => ({
  label: `Record what ${recipient} answered`,
  title: `What has ${recipient} answered?`,
  consequence: `It was asked to ${verbs[verb]}. The first answer counts and cannot be changed, and the request goes on with it.`,
  fields: [
    {
      name: "answer",
      label: "Its answer",
      options: {
        done: "Done",
        partly: "Done in part; the rest stays",
        refused: "Refused, by a ground of the law",
        impossible: "It cannot",
      },
    },
    { name: "count", label: "How many", type: "text", isOptional: true, hint: "0 where it had nothing of the person." },
    { name: "what", label: "Of what", type: "text", isOptional: true, hint: "One word, such as letters." },
    { name: "why", label: "If not all: why", options: { "": "—", ...grounds, ...obstacles } },
    {
      name: "reference",
      label: "Where it is written down",
      type: "text",
      hint: "A file number or a date, never a name.",
    },
  ],
  run: (requestId, values) => recordRecipientAnswer({ path: { requestId, recipient }, body: bodyOf(verb, values) }),
});

/** What an officer says of a task that an event at Auth0 has opened. */
export const decideAct = (task: Task): Act => ({
  label: "Say that it is seen to",
  title: taskTitle(task),
  consequence: "The task leaves the list. Who is known here only by it is forgotten again.",
  fields: [
    {
      name: "outcome",
      label: "What became of it",
      options: { done: "Done", "nothing-to-do": "There was nothing to do" },
    },
    { name: "reference", label: "Where it is written down", type: "text", isOptional: true },
  ],
  run: (taskId, { outcome, reference }) =>
    decideTask({
      path: { taskId },
      body: {
        outcome: outcome as "done" | "nothing-to-do",
        ...(reference !== undefined && reference !== "" && { reference }),
      },
    }),
});
