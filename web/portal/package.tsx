import { Alert, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useLocation } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { readOwnPackage } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useLanguage } from "./language.tsx";
import type { Messages } from "./messages/en.ts";
import { problemIn, Trouble } from "./trouble.tsx";

const fetching = "fetch-package";

/** A part that is missing, as the person would call it. */
const partOf = (name: string, { package: words }: Messages): string =>
  name.startsWith("recipient:")
    ? words.missingFrom(name.slice("recipient:".length))
    : ((words.parts as Record<string, string>)[name] ?? name);

/** The person's data: until when it can be fetched, what is missing, and the download, for which they sign in afresh. */
export const Package = ({ request }: { request: Request }) => {
  const { say, date, size } = useLanguage();
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
      {made.missing.length > 0 && (
        <Alert color="yellow">
          {say.package.missing}
          <ul>
            {made.missing.map((name) => (
              <li key={name}>{partOf(name, say)}</li>
            ))}
          </ul>
        </Alert>
      )}
      <p>{made.available ? say.package.until(date(made.until)) : say.package.over}</p>
      {made.available && (
        <p className="quiet">
          {say.package.formats[made.format]}. {say.package.what(size(made.bytes))}
        </p>
      )}
      {made.available && made.downloadedAt !== undefined && (
        <p className="quiet">{say.package.fetched(date(made.downloadedAt))}</p>
      )}
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
