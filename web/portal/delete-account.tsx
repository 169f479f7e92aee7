import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Link, useNavigate } from "react-router";
import { askForRequest } from "../shared/client/index.ts";
import { ApiProblem, needsStepUp } from "../shared/problem.ts";
import { useClaims, useSignInAgain } from "../shared/sign-in.tsx";
import { useNow } from "../shared/use-now.ts";
import { useTitle } from "../shared/use-title.ts";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { problemIn, Trouble } from "./trouble.tsx";
import { TroublePage } from "./trouble-page.tsx";
import { useDeletionTerms } from "./use-own-requests.ts";
import { WhatStays } from "./what-stays.tsx";

/** A login counts as fresh for five minutes; we stop a little before, so that there is time to type. */
const freshForMs = 4 * 60_000;

/** What will happen, what stays and why; then a fresh login; then the word. */
export const DeleteAccount = () => {
  const { say, length } = useLanguage();
  const terms = useDeletionTerms();
  const claims = useClaims();
  const now = useNow();
  const { freshly } = useSignInAgain();
  const [wasTooOld, setWasTooOld] = useState(false);
  useTitle(say.deletion.title, say.portal.title);
  if (terms.isPending || claims === undefined) return <Loading />;
  if (terms.isError)
    return (
      <TroublePage title={say.deletion.title} problem={problemIn(terms.error, say)} again={() => terms.refetch()} />
    );

  const { coolingOffSeconds, recipients } = terms.data;
  const signedInAt = claims.authenticatedAt === undefined ? 0 : Date.parse(claims.authenticatedAt);
  const isFresh = !wasTooOld && now - signedInAt < freshForMs;
  const { deletion } = say;
  return (
    <div className="stack wide">
      <h1>{deletion.title}</h1>
      <section className="stack" aria-labelledby="what">
        <h2 id="what">{deletion.what}</h2>
        <ol>
          <li>{isFresh ? deletion.signedInStep : deletion.signInStep}</li>
          <li>{deletion.coolingOff(length(coolingOffSeconds))}</li>
          <li>{deletion.deleteStep}</li>
          {recipients.length > 0 && <li>{deletion.recipientsStep(recipients.map(({ name }) => name).join(", "))}</li>}
          <li>{deletion.receiptStep}</li>
        </ol>
        <p className="quiet">{deletion.answerBy}</p>
      </section>
      <WhatStays terms={terms.data} />
      {isFresh ? (
        <Confirm onTooOld={() => setWasTooOld(true)} />
      ) : (
        <div className="card stack">
          {wasTooOld && <Trouble problem="fresh-login-needed" />}
          <div className="row">
            <Button onClick={() => freshly()}>{deletion.goOn}</Button>
            <Button component={Link} to="/" variant="default">
              {deletion.cancel}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
};

const Confirm = ({ onTooOld }: { onTooOld: () => void }) => {
  const { say } = useLanguage();
  const { deletion } = say;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [word, setWord] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const [key] = useState(() => crypto.randomUUID()); // a second press is the same wish
  const title = useId();
  const ask = useMutation({
    mutationFn: async () =>
      (await askForRequest({ body: { kind: "deletion", confirm: "DELETE" }, headers: { "Idempotency-Key": key } }))
        .data,
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries({ queryKey: ["own-requests"] });
      await navigate(`/requests/${requestId}`);
    },
    onError: (error) => {
      if (needsStepUp(error)) onTooOld();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isRight = word.trim() === "DELETE";
    setIsWrong(!isRight);
    if (isRight) ask.mutate();
  };
  const { error } = ask;
  const openOne = error instanceof ApiProblem && error.problem === "already-open" ? error.body.requestId : undefined;
  return (
    <form className="card stack" onSubmit={submit} aria-label={deletion.title} noValidate>
      <TextInput
        id={title}
        label={deletion.type}
        value={word}
        onChange={({ currentTarget }) => setWord(currentTarget.value)}
        error={isWrong && deletion.typeError}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        size="md"
      />
      {error !== null && !needsStepUp(error) && <Trouble problem={problemIn(error, say)} />}
      {openOne !== undefined && <Link to={`/requests/${openOne}`}>{deletion.seeIt}</Link>}
      <div className="row">
        <Button component={Link} to="/" variant="default">
          {deletion.cancel}
        </Button>
        <Button type="submit" color="red" loading={ask.isPending}>
          {deletion.delete}
        </Button>
      </div>
    </form>
  );
};
