import { Alert, Button } from "@mantine/core";
import { ApiProblem, Unreachable } from "../shared/problem.ts";

/** What an error means, in a sentence that says what to do: the API's own words, where it answered. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof ApiProblem) return error.body.detail ?? error.body.title;
  if (error instanceof Unreachable) return "The API cannot be reached just now. Check your connection, and try again.";
  return "Your sign-in may be over. Reload the page, and sign in again if it asks you to.";
};

export const Trouble = ({ sentence, again }: { sentence: string; again?: () => void }) => (
  <Alert color="red" role="alert">
    <div className="stack">
      <p>{sentence}</p>
      {again !== undefined && (
        <div>
          <Button variant="default" size="compact-md" onClick={again}>
            Try again
          </Button>
        </div>
      )}
    </div>
  </Alert>
);
