import { Alert, Button } from "@mantine/core";
import { ApiProblem, Unreachable } from "../shared/problem.ts";
import { useLanguage } from "./language.tsx";
import type { Messages } from "./messages/en.ts";

type Known = keyof Messages["problems"];

/** Which sentence says what an error means for the person. */
export const problemIn = (error: unknown, { problems }: Messages): Known => {
  if (error instanceof Unreachable) return "unreachable";
  if (error instanceof ApiProblem) return error.problem in problems ? (error.problem as Known) : "other";
  // the tenant did not renew the sign-in
  const code = (error as { error?: string } | null)?.error;
  return code === "login_required" || code === "missing_refresh_token" ? "sign-in-needed" : "other";
};

interface TroubleProps {
  problem: Known;
  again?: (() => void) | undefined;
}

/** What went wrong, and what to do: read aloud as soon as it is there. */
export const Trouble = ({ problem, again }: TroubleProps) => {
  const { say } = useLanguage();
  return (
    <Alert color="red" role="alert">
      <div className="stack">
        <p>{say.problems[problem]}</p>
        {again !== undefined && (
          <div>
            <Button variant="default" size="compact-md" onClick={again}>
              {say.portal.tryAgain}
            </Button>
          </div>
        )}
      </div>
    </Alert>
  );
};
