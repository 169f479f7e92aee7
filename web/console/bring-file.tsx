import { Button, FileInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { bringRecipientPart } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
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

/** Where an officer hands over what a recipient has given for an export: it goes into the person's package. */
export const BringFile = ({ requestId, recipient }: { requestId: string; recipient: string }) => {
  const [file, setFile] = useState<File | null>(null);
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
          <Button onClick={() => withSecondFactor({})}>Confirm with my second factor</Button>
        ) : (
          <Button type="submit" variant="default" disabled={file === null} loading={bring.isPending}>
            Bring this file
          </Button>
        )}
      </div>
    </form>
  );
};
