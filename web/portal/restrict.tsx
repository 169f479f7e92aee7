import { Button, Checkbox, Radio } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { askForRequest, type NewRequest } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

type Ground = Extract<NewRequest, { kind: "restriction" }>["ground"];
const grounds: Ground[] = ["accuracy-contested", "objection-pending", "unlawful", "needed-for-claims"];

/** What was chosen when a fresh login was asked for: the page opens with it again. */
interface Chosen {
  ground: Ground;
  shutSignIn: boolean;
}

/** Asks that the person's data be stored only: why, and whether nobody is to sign in meanwhile. */
export const Restrict = () => {
  const { say } = useLanguage();
  const { restrict } = say;
  useTitle(restrict.title, say.portal.title);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { freshly } = useSignInAgain();
  const { state } = useLocation() as { state: { resume?: Chosen } | null };
  const [ground, setGround] = useState(state?.resume?.ground);
  const [shutSignIn, setShutSignIn] = useState(state?.resume?.shutSignIn ?? false);
  const [isMissing, setIsMissing] = useState(false);
  const asking = useMutation({
    mutationFn: async (why: Ground) =>
      (await askForRequest({ body: { kind: "restriction", ground: why, ...(shutSignIn && { shutSignIn }) } })).data,
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries({ queryKey: ["own-requests"] });
      navigate(`/requests/${requestId}`);
    },
  });
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setIsMissing(ground === undefined);
    if (ground !== undefined) asking.mutate(ground);
  };
  return (
    <form className="stack wide" onSubmit={ask}>
      <h1>{restrict.title}</h1>
      <ul>
        {restrict.what.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Radio.Group
        label={restrict.why}
        value={ground ?? ""}
        onChange={(value) => setGround(value as Ground)}
        error={isMissing && restrict.whyMissing}
      >
        <div className="stack">
          {grounds.map((each) => (
            <Radio key={each} value={each} label={say.restriction.grounds[each]} />
          ))}
        </div>
      </Radio.Group>
      <Checkbox
        label={restrict.shut}
        description={restrict.shutHint}
        checked={shutSignIn}
        onChange={({ currentTarget }) => setShutSignIn(currentTarget.checked)}
      />
      {asking.isError && <Trouble problem={problemIn(asking.error, say)} />}
      <div className="row">
        {asking.isError && needsStepUp(asking.error) && shutSignIn && ground !== undefined ? (
          <Button onClick={() => freshly({ ground, shutSignIn } satisfies Chosen)}>{say.request.signInFirst}</Button>
        ) : (
          <Button type="submit" loading={asking.isPending}>
            {restrict.ask}
          </Button>
        )}
        <Button component={Link} to="/" variant="default">
          {restrict.cancel}
        </Button>
      </div>
    </form>
  );
};
