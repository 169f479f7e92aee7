import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate } from "react-router";
import { proposeBlock } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { dayAhead } from "./block-end.ts";
import { type BlockChoice, BlockFields, wishOf } from "./block-fields.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useResumed } from "./use-resumed.ts";
import { consoleName } from "./words.ts";

interface Wish extends BlockChoice {
  form: "block";
  userId: string;
  /** One for each opening of the form: sent twice, it is one block. */
  key: string;
}

const isWish = (resume: unknown): resume is Wish =>
  typeof resume === "object" && resume !== null && "form" in resume && resume.form === "block";

const firstWish = (): Wish => ({
  form: "block",
  userId: "",
  key: crypto.randomUUID(),
  reason: "abuse",
  reach: "everywhere",
  clients: "",
  connections: "",
  kind: "review",
  day: dayAhead(14),
  reference: "",
});

/** Shutting somebody out: said what it does, before it does. */
export const NewBlock = () => {
  const resumed = useResumed(isWish);
  const [wish, setWish] = useState(() => resumed ?? firstWish());
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const navigate = useNavigate();
  useTitle("Block a person", consoleName);
  const proposing = useMutation({
    mutationFn: async () =>
      (
        await proposeBlock({
          body: { userId: wish.userId.trim(), ...wishOf(wish) },
          headers: { "idempotency-key": wish.key },
        })
      ).data,
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries();
      await navigate(`/blocks/${requestId}`);
    },
  });
  const set = (change: Partial<Wish>) => {
    // another wish is another block
    setWish((before) => ({ ...before, ...change, key: crypto.randomUUID() }));
    proposing.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    proposing.mutate();
  };
  return (
    <div className="stack wide">
      <p>
        <Link to="/blocks">All blocks</Link>
      </p>
      <h1>Block a person</h1>
      <form className="card stack" onSubmit={submit}>
        <p>
          Unless another officer must approve it, the person is shut out at once and told why, until when, and how to
          contest it. Access tokens that were issued already hold until they expire.
        </p>
        <TextInput
          label="Account"
          description="The user id, as Auth0 has it, such as auth0|5f7c8ec7c33c6c004bbafe82."
          required
          autoComplete="off"
          value={wish.userId}
          onChange={({ currentTarget }) => set({ userId: currentTarget.value })}
        />
        <BlockFields choice={wish} set={set} />
        {proposing.isError && <Trouble sentence={sentenceOf(proposing.error)} />}
        <div className="row">
          {proposing.isError && needsStepUp(proposing.error) ? (
            <Button onClick={() => withSecondFactor(wish)}>Confirm with my second factor</Button>
          ) : (
            <Button type="submit" color="red" loading={proposing.isPending}>
              Block
            </Button>
          )}
        </div>
      </form>
    </div>
  );
};
