import { Button, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { type RevealBulkEntriesData, revealBulkEntries } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useClaims, useSignInAgain } from "../shared/sign-in.tsx";
import { cameWords, verdictWords } from "./bulk-words.ts";
import { Loading } from "./loading.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useBulkEntries } from "./use-bulks.ts";

type Because = RevealBulkEntriesData["body"]["because"];
const reasons: Record<Because, string> = {
  "identity-check": "To check the list",
  "legal-hold": "To see whether a legal hold concerns somebody",
  complaint: "To answer a complaint",
};

/** Each entry by its place in the list; who stands there is masked until an officer says why they must know. */
export const BulkEntries = ({ bulkId }: { bulkId: string }) => {
  const [page, setPage] = useState(1);
  const found = useBulkEntries(bulkId, page);
  return (
    <section className="card stack" aria-labelledby="entries">
      <h2 id="entries">Entry by entry</h2>
      {found.isPending && <Loading />}
      {found.isError && <Trouble sentence={sentenceOf(found.error)} again={() => found.refetch()} />}
      {found.isSuccess && <Page key={page} bulkId={bulkId} {...found.data} />}
      {found.isSuccess && found.data.pages > 1 && (
        <div className="row">
          <Button variant="default" disabled={page === 1} onClick={() => setPage(page - 1)}>
            Earlier ones
          </Button>
          <span className="quiet">
            Page {page} of {found.data.pages}
          </span>
          <Button variant="default" disabled={page === found.data.pages} onClick={() => setPage(page + 1)}>
            Later ones
          </Button>
        </div>
      )}
    </section>
  );
};

type Entries = NonNullable<ReturnType<typeof useBulkEntries>["data"]>;

const Page = ({ bulkId, page, entries }: Entries & { bulkId: string }) => {
  const [because, setBecause] = useState<Because>("identity-check");
  const { withSecondFactor } = useSignInAgain();
  const mayReveal = useClaims()?.permissions.includes("subjects:reveal") === true;
  const reveal = useMutation({
    mutationFn: async () => (await revealBulkEntries({ path: { bulkId }, body: { page, because } })).data,
    gcTime: 0,
  });
  const names = new Map(reveal.data?.entries.map(({ number, name }) => [number, name]));
  return (
    <>
      <ol className="rows" start={entries[0]?.number}>
        {entries.map(({ number, verdict, came, requestId }) => (
          <li key={number} className="row apart">
            <span>
              {number}. <code>{names.get(number) ?? "masked"}</code>
            </span>
            <span className="small">
              {came !== undefined && came !== "skipped"
                ? cameWords[came]
                : verdict === undefined
                  ? "not looked at yet"
                  : verdictWords[verdict]}
              {requestId !== undefined && (
                <>
                  {" · "}
                  <Link to={`/blocks/${requestId}`}>its block</Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {mayReveal && reveal.data === undefined && (
        <div className="stack">
          <NativeSelect
            label="Why you must know who they are"
            description="That you looked, and why, goes on record before you see anything."
            value={because}
            onChange={({ currentTarget }) => setBecause(currentTarget.value as Because)}
            data={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
          />
          {reveal.isError && <Trouble sentence={sentenceOf(reveal.error)} />}
          <div>
            {reveal.isError && needsStepUp(reveal.error) ? (
              <Button onClick={() => withSecondFactor()}>Confirm with my second factor</Button>
            ) : (
              <Button variant="default" loading={reveal.isPending} onClick={() => reveal.mutate()}>
                Reveal this page
              </Button>
            )}
          </div>
        </div>
      )}
    </>
  );
};
