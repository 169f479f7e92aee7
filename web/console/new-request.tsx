import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type OpenForPersonData, openForPerson } from "../shared/client/index.ts";
import { ApiProblem, needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useResumed } from "./use-resumed.ts";
import { consoleName } from "./words.ts";

type Body = OpenForPersonData["body"];
interface Wish {
  form: "open";
  /** A restriction asks for more, and is not opened here. */
  kind: Exclude<Body["kind"], "restriction">;
  userId: string;
  day: string;
  identity: Body["identity"];
}

const isWish = (resume: unknown): resume is Wish =>
  typeof resume === "object" && resume !== null && "form" in resume && resume.form === "open";

const today = (): string => new Date().toISOString().slice(0, 10);

const kinds: Record<Wish["kind"], { label: string; follows: string }> = {
  export: {
    label: "A copy of their data",
    follows:
      "Another officer must approve it. Then the data is collected, and the person alone can fetch it: by a fresh login, or by a link to their verified address. Nobody here sees it.",
  },
  deletion: {
    label: "Deletion of their account",
    follows:
      "A notice goes to every address the account names, and one objection stops it. Another officer must approve it, and the time to change one's mind is waited out.",
  },
};

const proofs: Record<Body["identity"], string> = {
  "called-back-on-a-known-number": "I called back on a number we know",
  "answered-questions-about-the-account": "They answered questions about the account",
  "signed-letter-from-a-known-address": "A signed letter from an address we know",
  "known-in-person": "They are known here in person",
  "to-be-confirmed-by-mail": "Not yet: they are asked by mail",
};

/** For who wrote or called: what they want, when it arrived, and how it was judged that it is them. */
export const NewRequest = () => {
  const resumed = useResumed(isWish);
  const [wish, setWish] = useState<Wish>(
    () =>
      resumed ?? { form: "open", kind: "export", userId: "", day: today(), identity: "called-back-on-a-known-number" },
  );
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const navigate = useNavigate();
  useTitle("Open a request for a person", consoleName);
  const opening = useMutation({
    mutationFn: async () => {
      const { kind, userId, day, identity } = wish;
      // what arrived today has arrived by now, and not at midnight, before an account of today was made
      const receivedAt = day === today() ? new Date().toISOString() : new Date(`${day}T12:00:00`).toISOString();
      return (await openForPerson({ body: { kind, userId: userId.trim(), receivedAt, identity } })).data;
    },
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries();
      await navigate(`/requests/${requestId}`);
    },
  });
  const set = (change: Partial<Wish>) => {
    setWish((before) => {
      const next = { ...before, ...change };
      // for their data nobody is asked by mail
      const isOffered = next.kind === "deletion" || next.identity !== "to-be-confirmed-by-mail";
      return isOffered ? next : { ...next, identity: "called-back-on-a-known-number" };
    });
    opening.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    opening.mutate();
  };
  const { error } = opening;
  const open = error instanceof ApiProblem && error.problem === "already-open" ? error.body.requestId : undefined;
  const offered = Object.entries(proofs).filter(
    ([proof]) => wish.kind === "deletion" || proof !== "to-be-confirmed-by-mail",
  );
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
          onChange={({ currentTarget }) => set({ kind: currentTarget.value as Wish["kind"] })}
          data={Object.entries(kinds).map(([value, { label }]) => ({ value, label }))}
        />
        <p>{kinds[wish.kind].follows}</p>
        <TextInput
          label="Account"
          description="The user id, as Auth0 has it, such as auth0|5f7c8ec7c33c6c004bbafe82."
          required
          autoComplete="off"
          value={wish.userId}
          onChange={({ currentTarget }) => set({ userId: currentTarget.value })}
        />
        <TextInput
          label="When it arrived"
          description="By letter, by phone, over the counter: the month runs from then."
          type="date"
          required
          max={today()}
          value={wish.day}
          onChange={({ currentTarget }) => set({ day: currentTarget.value })}
        />
        <NativeSelect
          label="How you judged that it is the person"
          value={wish.identity}
          onChange={({ currentTarget }) => set({ identity: currentTarget.value as Wish["identity"] })}
          data={offered.map(([value, label]) => ({ value, label }))}
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
