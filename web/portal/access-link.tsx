import { Alert, Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { askForAccessLink } from "../shared/client/index.ts";
import { ApiProblem } from "../shared/problem.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

/** Sends a link to an address, and says the same whether or not there is an account. */
export const AccessLink = () => {
  const { say } = useLanguage();
  const { privacy } = say;
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: async () => (await askForAccessLink({ body: { email: email.trim() } })).data });
  const isWrong = ask.error instanceof ApiProblem && ask.error.problem === "invalid-body";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (ask.isSuccess) return <Alert role="status">{privacy.sent}</Alert>;
  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <TextInput
        type="email"
        label={privacy.email}
        autoComplete="email"
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        error={isWrong && privacy.emailError}
        size="md"
      />
      {ask.isError && !isWrong && <Trouble problem={problemIn(ask.error, say)} />}
      <div>
        <Button type="submit" variant="default" loading={ask.isPending}>
          {privacy.send}
        </Button>
      </div>
    </form>
  );
};
