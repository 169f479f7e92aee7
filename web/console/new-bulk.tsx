import { Button, FileButton, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type OpenBulk, openBulk } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { liftReasons } from "./block-acts.ts";
import { dayAhead } from "./block-end.ts";
import { type BlockChoice, BlockFields, wishOf } from "./block-fields.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useResumed } from "./use-resumed.ts";
import { consoleName } from "./words.ts";

type Because = Extract<OpenBulk, { action: "unblock" }>["because"];

interface Wish extends BlockChoice {
  form: "list";
  action: OpenBulk["action"];
  names: string;
  because: Because;
}

const isWish = (resume: unknown): resume is Wish =>
  typeof resume === "object" && resume !== null && "form" in resume && resume.form === "list";

const firstWish: Omit<Wish, "day"> = {
  form: "list",
  action: "block",
  names: "",
  because: "reviewed",
  reason: "abuse",
  reach: "everywhere",
  clients: "",
  connections: "",
  kind: "review",
  reference: "",
};

const mostNames = 1000;
/** One on each line, or separated by commas or semicolons; quotes of a spreadsheet are no part of an id. */
const namesIn = (text: string): string[] =>
  text
    .split(/[\n\r,;]+/)
    .map((name) => name.trim().replace(/^"(.*)"$/, "$1"))
    .filter((name) => name !== "");

const bodyOf = (wish: Wish): OpenBulk => {
  const userIds = namesIn(wish.names);
  if (wish.action === "unblock") return { action: "unblock", userIds, because: wish.because };
  return { action: "block", userIds, ...wishOf(wish) } as OpenBulk;
};

/** Handing in a list: what each entry would meet is looked at first, and nothing is done by it. */
export const NewBulk = () => {
  const resumed = useResumed(isWish);
  const [wish, setWish] = useState<Wish>(() => resumed ?? { ...firstWish, day: dayAhead(14) });
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const navigate = useNavigate();
  useTitle("Hand in a list", consoleName);
  const opening = useMutation({
    mutationFn: async () => (await openBulk({ body: bodyOf(wish) })).data,
    onSuccess: async ({ bulkId }) => {
      await queries.invalidateQueries();
      await navigate(`/blocks/lists/${bulkId}`);
    },
  });
  const set = (change: Partial<Wish>) => {
    setWish((before) => ({ ...before, ...change }));
    opening.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    opening.mutate();
  };
  const count = namesIn(wish.names).length;
  return (
    <div className="stack wide">
      <p>
        <Link to="/blocks/lists">Many at once</Link>
      </p>
      <h1>Hand in a list</h1>
      <form className="card stack" onSubmit={submit}>
        <p>
          First it is only looked at what each entry would meet. Another officer then approves exactly that, and only
          then something happens.
        </p>
        <NativeSelect
          label="What is to be done"
          value={wish.action}
          onChange={({ currentTarget }) => set({ action: currentTarget.value as Wish["action"] })}
          data={[
            { value: "block", label: "Block these people" },
            { value: "unblock", label: "Let these people in again" },
          ]}
        />
        <Textarea
          label="Accounts"
          description={`User ids as Auth0 has them, one on each line, ${mostNames} at most. They are kept sealed, and let go after 30 days.`}
          required
          autosize
          minRows={6}
          maxRows={16}
          autoComplete="off"
          spellCheck={false}
          value={wish.names}
          onChange={({ currentTarget }) => set({ names: currentTarget.value })}
        />
        <div className="row">
          <FileButton
            accept="text/plain,text/csv,.csv,.txt"
            onChange={async (file) => {
              if (file !== null) set({ names: await file.text() });
            }}
          >
            {(button) => (
              <Button variant="default" {...button}>
                Take them from a file
              </Button>
            )}
          </FileButton>
          <span className={count > mostNames ? "urgent" : "quiet"} aria-live="polite">
            {count} {count === 1 ? "entry" : "entries"}
          </span>
        </div>
        {wish.action === "block" ? (
          <BlockFields choice={wish} set={set} ends={["until", "review"]} />
        ) : (
          <NativeSelect
            label="Why"
            value={wish.because}
            onChange={({ currentTarget }) => set({ because: currentTarget.value as Because })}
            data={Object.entries(liftReasons).map(([value, label]) => ({ value, label }))}
          />
        )}
        {opening.isError && <Trouble sentence={sentenceOf(opening.error)} />}
        <div className="row">
          {opening.isError && needsStepUp(opening.error) ? (
            <Button onClick={() => withSecondFactor(wish)}>Confirm with my second factor</Button>
          ) : (
            <Button type="submit" loading={opening.isPending} disabled={count === 0 || count > mostNames}>
              Look what would happen
            </Button>
          )}
        </div>
      </form>
    </div>
  );
};
