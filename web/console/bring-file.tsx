import { Button, FileInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { bringRecipientPart } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useClaims, useSignInAgain } from "../shared/sign-in.tsx";
import { useNow } from "../shared/use-now.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";

const types: Record<string, string> = {
  json: "application/json",
  csv: "text/csv",
  zip: "application/zip",
  pdf: "application/pdf",
  txt: "text/plain",
};
/** By the end of the name: browsers differ in what they call a CSV or a ZIP. */
const typeOf = (name: string): string => types[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "unknown";

/** A second factor counts for a quarter of an hour; we ask a little before, so that there is time to choose and send. */
const freshForMs = 12 * 60_000;

/** Where an officer hands over what a recipient has given for an export: it goes into the person's package. */
export const BringFile = ({ requestId, recipient }: { requestId: string; recipient: string }) => {
  const [file, setFile] = useState<File | null>(null);
  const claims = useClaims();
  const now = useNow();
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const bring = useMutation({
    mutationFn: (content: File) =>
      bringRecipientPart({
        path: { requestId, recipient },
        body: content,
        headers: { "Content-Type": typeOf(content.name) },
      }),
    onSuccess: () => {
      setFile(null);
      return queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null) bring.mutate(file);
  };
  if (claims === undefined) return null;
  const isFresh = now - Date.parse(claims.secondFactorAt ?? "1970-01-01") < freshForMs;
  // no file outlives the way to the second factor and back, and none is kept in the browser: so the factor comes first
  if (file === null && (!isFresh || (bring.isError && needsStepUp(bring.error)))) {
    return (
      <div className="stack tight">
        <p className="small">To bring what {recipient} has handed over, confirm with your second factor first.</p>
        <div className="row">
          <Button variant="default" onClick={() => withSecondFactor({})}>
            Confirm with my second factor
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form className="stack tight" onSubmit={submit}>
      <FileInput
        label={`What ${recipient} has handed over`}
        description="JSON, CSV, ZIP, PDF or text, up to 4 MB. It may be replaced until the answer is recorded."
        placeholder="Choose a file"
        accept={Object.keys(types)
          .map((end) => `.${end}`)
          .join(",")}
        value={file}
        onChange={setFile}
      />
      {bring.isError && <Trouble sentence={sentenceOf(bring.error)} />}
      <div className="row">
        {bring.isError && needsStepUp(bring.error) ? (
          <Button variant="default" onClick={() => setFile(null)}>
            Confirm first, then choose the file again
          </Button>
        ) : (
          <Button type="submit" variant="default" disabled={file === null} loading={bring.isPending}>
            Bring this file
          </Button>
        )}
      </div>
    </form>
  );
};
