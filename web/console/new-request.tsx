import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { openForPerson } from "../shared/client/index.ts";
import { ApiProblem, needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import {
  bodyOf,
  changedWish,
  firstPersonWish,
  isPersonWish,
  type PersonWish,
  personKinds,
  proofsFor,
  today,
} from "./person-wish.ts";
import { restrictionGrounds } from "./restriction-words.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useResumed } from "./use-resumed.ts";
import { consoleName, contestGrounds } from "./words.ts";

/** For who wrote or called: what they want, when it arrived, and how it was judged that it is them. */
export const NewRequest = () => {
  const resumed = useResumed(isPersonWish);
  const [given] = useSearchParams();
  const [wish, setWish] = useState(() => resumed ?? firstPersonWish(given));
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const navigate = useNavigate();
  useTitle("Open a request for a person", consoleName);
  const opening = useMutation({
    mutationFn: async () => (await openForPerson({ body: bodyOf(wish) })).data,
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries();
      await navigate(`/requests/${requestId}`);
    },
  });
  const set = (change: Partial<PersonWish>) => {
    setWish((before) => changedWish(before, change));
    opening.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    opening.mutate();
  };
  const { error } = opening;
  const open = error instanceof ApiProblem && error.problem === "already-open" ? error.body.requestId : undefined;
  return (
    <div className="stack wide">
      <p>
        <Link to="/">All requests</Link>
      </p>
      <h1>Open a request for a person</h1>
      <form className="card stack" onSubmit={submit}>
        <NativeSelect
          label="What they want"
          value={wish.kind}
          onChange={({ currentTarget }) => set({ kind: currentTarget.value as PersonWish["kind"] })}
          data={Object.entries(personKinds).map(([value, { label }]) => ({ value, label }))}
        />
        <p>{personKinds[wish.kind].follows}</p>
        <TextInput
          label="Account"
          description="The user id, as Auth0 has it, such as auth0|5f7c8ec7c33c6c004bbafe82."
          required
          autoComplete="off"
          value={wish.userId}
          onChange={({ currentTarget }) => set({ userId: currentTarget.value })}
        />
        {wish.kind === "restriction" && <RestrictionFields wish={wish} set={set} />}
        {wish.kind === "contest" && <ContestFields wish={wish} set={set} />}
        <TextInput
          label="When it arrived"
          description="By letter, by phone, over the counter: the time to answer runs from then."
          type="date"
          required
          max={today()}
          value={wish.day}
          onChange={({ currentTarget }) => set({ day: currentTarget.value })}
        />
        <NativeSelect
          label="How you judged that it is the person"
          value={wish.identity}
          onChange={({ currentTarget }) => set({ identity: currentTarget.value as PersonWish["identity"] })}
          data={proofsFor(wish.kind).map(([value, label]) => ({ value, label }))}
        />
        {opening.isError && <Trouble sentence={sentenceOf(opening.error)} />}
        {open !== undefined && <Link to={`/requests/${open}`}>See the one that is open</Link>}
        <div className="row">
          {opening.isError && needsStepUp(opening.error) ? (
            <Button onClick={() => withSecondFactor(wish)}>Confirm with my second factor</Button>
          ) : (
            <Button type="submit" loading={opening.isPending}>
              Open it
            </Button>
          )}
        </div>
      </form>
    </div>
  );
};

interface Fields {
  wish: PersonWish;
  set: (change: Partial<PersonWish>) => void;
}

const RestrictionFields = ({ wish, set }: Fields) => (
  <>
    <NativeSelect
      label="Ground"
      description="Which case of Article 18(1) it is."
      value={wish.restriction}
      onChange={({ currentTarget }) => set({ restriction: currentTarget.value as PersonWish["restriction"] })}
      data={Object.entries(restrictionGrounds).map(([value, label]) => ({ value, label }))}
    />
    <Checkbox
      label="They want that nobody signs in meanwhile, themselves included"
      description="Only where they asked for it: a restriction by itself shuts nobody out."
      checked={wish.shutSignIn}
      onChange={({ currentTarget }) => set({ shutSignIn: currentTarget.checked })}
    />
  </>
);

const ContestFields = ({ wish, set }: Fields) => (
  <>
    <TextInput
      label="Block"
      description="Its number, as its page has it."
      required
      autoComplete="off"
      value={wish.block}
      onChange={({ currentTarget }) => set({ block: currentTarget.value })}
    />
    <NativeSelect
      label="What they say"
      value={wish.contest}
      onChange={({ currentTarget }) => set({ contest: currentTarget.value as PersonWish["contest"] })}
      data={Object.entries(contestGrounds).map(([value, label]) => ({ value, label }))}
    />
  </>
);
