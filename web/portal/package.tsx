import { Alert, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useLocation } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { readOwnPackage } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

const fetching = "fetch-package";

/** The person's data: until when it can be fetched, what is missing, and the download, for which they sign in afresh. */
export const Package = ({ request }: { request: Request }) => {
  const { say, date } = useLanguage();
  const { freshly } = useSignInAgain();
  const { state } = useLocation() as { state: { resume?: unknown } | null };
  const download = useMutation({
    mutationFn: async () => {
      const { data } = await readOwnPackage({ path: { requestId: request.requestId } });
      window.location.assign(data.url); // saved, not shown: the page stays
    },
  });
  const made = request.package;
  if (made === undefined) return null;
  const asksSignIn = download.isError && needsStepUp(download.error);
  const isFresh = state?.resume === fetching && !asksSignIn;
  return (
    <div className="card stack">
      {made.missing.length > 0 && <Alert color="yellow">{say.package.missing}</Alert>}
      <p className="quiet">{made.available ? say.package.until(date(made.until)) : say.package.over}</p>
      {download.isError && !asksSignIn && <Trouble problem={problemIn(download.error, say)} />}
      {made.available && (
        <div>
          {isFresh ? (
            <Button loading={download.isPending} onClick={() => download.mutate()}>
              {say.package.download}
            </Button>
          ) : (
            <Button onClick={() => freshly(fetching)}>{say.package.signInFirst}</Button>
          )}
        </div>
      )}
    </div>
  );
};
