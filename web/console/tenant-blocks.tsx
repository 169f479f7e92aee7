import { Alert, Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Link } from "react-router";
import {
  type ClearBruteForceBlocksData,
  clearBruteForceBlocks,
  readBruteForceBlocks,
  readHeldAddress,
  releaseAddress,
} from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { clearingReasons, heldBackInWords } from "./block-words.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useResumed } from "./use-resumed.ts";
import { consoleName } from "./words.ts";

type Because = ClearBruteForceBlocksData["query"]["because"];
type Whose = "account" | "address";

interface Wish {
  form: "auth0-blocks";
  whose: Whose;
  /** The user id or the address. */
  of: string;
  because: Because;
}
const isWish = (resume: unknown): resume is Wish =>
  typeof resume === "object" && resume !== null && "form" in resume && resume.form === "auth0-blocks";

/** What was found of an account or an address: said in words, and whether there is something to clear. */
interface Found {
  said: ReactNode;
  canClear: boolean;
}

interface Question {
  title: string;
  about: string;
  label: string;
  hint: string;
  clear: string;
  look(of: string): Promise<Found>;
  perform(of: string, because: Because): Promise<unknown>;
}

const questions: Record<Whose, Question> = {
  account: {
    title: "One account, after wrong passwords",
    about:
      "Whoever types a wrong password too often is held back by Auth0 from the address they typed it at; from elsewhere the account can be used.",
    label: "Account",
    hint: "The user id, as Auth0 has it.",
    clear: "Let them try again",
    look: async (userId) => {
      const { data } = await readBruteForceBlocks({ path: { userId } });
      return {
        canClear: data.blocks.length > 0,
        said: (
          <>
            <p>{heldBackInWords(data)}</p>
            <ul>
              {data.blocks.map(({ ip = "an address that is not named" }) => (
                <li key={ip}>
                  <code>{ip}</code>
                </li>
              ))}
            </ul>
            {data.accountBlocked && (
              <p>
                The account itself is blocked as well, by an officer or by hand at Auth0. Nothing on this page changes
                that: look for it among the <Link to="/blocks">blocks</Link>.
              </p>
            )}
          </>
        ),
      };
    },
    perform: (userId, because) => clearBruteForceBlocks({ path: { userId }, query: { because } }),
  },
  address: {
    title: "One address that tried many accounts",
    about:
      "Auth0 holds back an address from which many accounts were tried. Everybody behind it is held back, perhaps a whole office.",
    label: "IP address",
    hint: "Such as 203.0.113.7 or 2001:db8::7.",
    clear: "Release the address",
    look: async (ip) => {
      const { data } = await readHeldAddress({ path: { ip } });
      return {
        canClear: data.heldBack,
        said: <p>{data.heldBack ? "Auth0 holds this address back." : "Auth0 does not hold this address back."}</p>,
      };
    },
    perform: (ip, because) => releaseAddress({ path: { ip }, query: { because } }),
  },
};

/** Auth0's own blocks: shown, and cleared with a reason. They are no blocks of ours, and the page says why. */
export const TenantBlocks = () => {
  const resumed = useResumed(isWish);
  useTitle("Auth0's own blocks", consoleName);
  return (
    <div className="stack wide">
      <p>
        <Link to="/blocks">All blocks</Link>
      </p>
      <h1>Auth0's own blocks</h1>
      <Alert color="blue" title="These are not blocks of ours">
        Auth0 sets them by itself against guessed passwords, and lifts them by itself in time. They say nothing about
        the person: nobody decided them, nobody is told, and they shut nobody out from elsewhere. Clearing one leaves
        every block that an officer set, and lifting such a block leaves these. A new password that is set through
        Auth0's API lifts a block of the account itself; Habeas then puts it back.
      </Alert>
      <div className="columns">
        {(["account", "address"] as const).map((whose) => (
          <OneKind key={whose} whose={whose} resumed={resumed?.whose === whose ? resumed : undefined} />
        ))}
      </div>
    </div>
  );
};

const OneKind = ({ whose, resumed }: { whose: Whose; resumed: Wish | undefined }) => {
  const { title, about, label, hint, clear, look, perform } = questions[whose];
  const [of, setOf] = useState(resumed?.of ?? "");
  const [because, setBecause] = useState<Because>(resumed?.because ?? "person-asked");
  const { withSecondFactor } = useSignInAgain();
  const looking = useMutation({ mutationFn: () => look(of.trim()), gcTime: 0 });
  const clearing = useMutation({ mutationFn: () => perform(of.trim(), because) });
  const failed = clearing.error ?? looking.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clearing.reset();
    looking.mutate();
  };
  return (
    <section className="card stack" aria-labelledby={`of-${whose}`}>
      <h2 id={`of-${whose}`}>{title}</h2>
      <p>{about}</p>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={label}
          description={hint}
          required
          autoComplete="off"
          value={of}
          onChange={({ currentTarget }) => {
            setOf(currentTarget.value);
            looking.reset();
            clearing.reset();
          }}
        />
        <div>
          <Button type="submit" variant="default" loading={looking.isPending}>
            Look
          </Button>
        </div>
        {whose === "account" && <p className="quiet small">That you looked goes on record.</p>}
      </form>
      {failed !== null && <Trouble sentence={sentenceOf(failed)} />}
      {failed !== null && needsStepUp(failed) && (
        <div>
          <Button onClick={() => withSecondFactor({ form: "auth0-blocks", whose, of, because } satisfies Wish)}>
            Confirm with my second factor
          </Button>
        </div>
      )}
      <div className="stack" aria-live="polite">
        {looking.data?.said}
        {clearing.isSuccess && <p>It is being done, and takes a minute at most. Look again to see it.</p>}
      </div>
      {looking.data?.canClear === true && !clearing.isSuccess && (
        <div className="stack">
          <NativeSelect
            label="Why"
            value={because}
            onChange={({ currentTarget }) => setBecause(currentTarget.value as Because)}
            data={Object.entries(clearingReasons).map(([value, words]) => ({ value, label: words }))}
          />
          <div>
            <Button loading={clearing.isPending} onClick={() => clearing.mutate()}>
              {clear}
            </Button>
          </div>
        </div>
      )}
    </section>
  );
};
