import { Alert, Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useLocation, useNavigate, useParams } from "react-router";
import { publishTerms, type TermsRehearsal } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { changes, mailsNobody } from "./terms-words.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useTermsList } from "./use-terms.ts";
import { consoleName, dayOf } from "./words.ts";

interface Wish {
  change: "material" | "editorial";
  day: string;
  graceDays: string;
  connections: string;
  organizations: string;
  regions: string;
  applications: string;
}

/** The sides of an audience, as an officer narrows it. */
const sides = {
  connections: ["Only for connections", "Their names, separated by commas. Empty: for everybody."],
  organizations: [
    "Only for organisations",
    "Their ids, separated by commas. Whoever signs in for one is asked; nobody is mailed.",
  ],
  regions: ["Only for regions", "As app_metadata.region has them, separated by commas."],
  applications: [
    "Only for applications",
    "Their client ids, separated by commas. Whoever signs in there is asked; nobody is mailed.",
  ],
} as const;
const sideNames = Object.keys(sides) as (keyof typeof sides)[];
const firstWish: Wish = {
  ...{ change: "material", day: "", graceDays: "" },
  ...{ connections: "", organizations: "", regions: "", applications: "" },
};

/** Midnight of a day where the officer sits; in the days ahead, never behind. */
const beginningOf = (day: string): string => new Date(`${day}T00:00:00`).toISOString();
const tomorrow = (): string => new Date(Date.now() + 86_400_000 * 1.5).toISOString().slice(0, 10);
const listed = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");

/** Choosing, rehearsing, and only then publishing. */
export const PublishTerms = () => {
  const { document = "terms", version = "" } = useParams();
  const { state } = useLocation() as { state: { resume?: Wish } | null };
  const [wish, setWish] = useState<Wish>(state?.resume ?? { ...firstWish, day: tomorrow() });
  const grace = useTermsList().data?.graceDays;
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const navigate = useNavigate();
  useTitle(`Publish ${version}`, consoleName);
  const body = () => ({
    document,
    version,
    change: wish.change,
    effectiveAt: beginningOf(wish.day),
    ...(wish.graceDays !== "" && { graceDays: Number(wish.graceDays) }),
    audience: Object.fromEntries(
      sideNames.map((side) => [side, listed(wish[side])] as const).filter(([, values]) => values.length > 0),
    ),
  });
  const rehearsing = useMutation({
    mutationFn: async () => (await publishTerms({ body: { ...body(), dryRun: true } })).data,
  });
  const publishing = useMutation({
    mutationFn: async (digest: string) => (await publishTerms({ body: { ...body(), dryRun: false, digest } })).data,
    onSuccess: async () => {
      await queries.invalidateQueries();
      await navigate(`/terms/${document}/${version}`);
    },
  });
  const set = (change: Partial<Wish>) => {
    setWish((before) => ({ ...before, ...change }));
    rehearsing.reset(); // what was rehearsed is not this any more
  };
  const rehearse = (event: FormEvent) => {
    event.preventDefault();
    rehearsing.mutate();
  };
  const failed = publishing.error ?? rehearsing.error;
  return (
    <div className="stack wide">
      <p>
        <Link to="/terms">Terms and notices</Link>
      </p>
      <h1>
        Publish {document} {version}
      </h1>
      <form className="card stack" onSubmit={rehearse}>
        <NativeSelect
          label="Change"
          value={wish.change}
          onChange={({ currentTarget }) => set({ change: currentTarget.value as Wish["change"] })}
          data={Object.entries(changes).map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          label="In force from"
          type="date"
          required
          value={wish.day}
          onChange={({ currentTarget }) => set({ day: currentTarget.value })}
        />
        <TextInput
          label="Days of grace"
          description={`How long people may say "later" after that day.${grace === undefined ? "" : ` ${grace} where nothing is said.`}`}
          type="number"
          min={0}
          max={365}
          value={wish.graceDays}
          onChange={({ currentTarget }) => set({ graceDays: currentTarget.value })}
        />
        {sideNames.map((side) => (
          <TextInput
            key={side}
            label={sides[side][0]}
            description={sides[side][1]}
            value={wish[side]}
            onChange={({ currentTarget }) => set({ [side]: currentTarget.value })}
          />
        ))}
        <div className="row">
          <Button
            type="submit"
            variant={rehearsing.data === undefined ? "filled" : "default"}
            loading={rehearsing.isPending}
          >
            Rehearse
          </Button>
        </div>
      </form>
      {failed !== null && <Trouble sentence={sentenceOf(failed)} />}
      {failed !== null && needsStepUp(failed) && (
        <div>
          <Button onClick={() => withSecondFactor(wish)}>Confirm with my second factor</Button>
        </div>
      )}
      {rehearsing.data !== undefined && (
        <Rehearsed rehearsal={rehearsing.data}>
          <Button color="red" loading={publishing.isPending} onClick={() => publishing.mutate(rehearsing.data.digest)}>
            Publish
          </Button>
        </Rehearsed>
      )}
    </div>
  );
};

const Rehearsed = ({ rehearsal, children }: { rehearsal: TermsRehearsal; children: React.ReactNode }) => {
  const { people, atMost, mails, outstanding, told, asked, reminded } = rehearsal;
  const { effectiveAt, requiredAt, remindAt, texts } = rehearsal;
  const most = atMost ? "at most " : "";
  return (
    <section className="card stack" aria-labelledby="rehearsal">
      <h2 id="rehearsal">What would happen</h2>
      <Alert color="blue">Nothing has been changed. Numbers are the tenant's, of now, and may be minutes old.</Alert>
      {!mails && <Alert color="yellow">{mailsNobody}</Alert>}
      <dl className="facts">
        <dt>People in the tenant</dt>
        <dd>{people}</dd>
        <dt>Have not accepted</dt>
        <dd>
          {most}
          {outstanding}
        </dd>
        <dt>Mailed now</dt>
        <dd>{told}</dd>
        <dt>Asked today</dt>
        <dd>
          {asked === 0 ? "" : most}
          {asked}
        </dd>
        <dt>Reminded today</dt>
        <dd>{reminded}</dd>
        <dt>Asked at their next login</dt>
        <dd>from {dayOf(effectiveAt)}</dd>
        <dt>Required</dt>
        <dd>from {dayOf(requiredAt)}</dd>
        {remindAt.length > 0 && (
          <div className="fact">
            <dt>Reminders</dt>
            <dd>{remindAt.map(dayOf).join("; ")}</dd>
          </div>
        )}
      </dl>
      <h3>Texts</h3>
      <ul className="small">
        {texts.map(({ locale, title, sha256, changes }) => (
          <li key={locale}>
            {locale}: {title}
            {changes === undefined ? ", without a note of what changes" : ""} <code>{sha256.slice(0, 12)}…</code>
          </li>
        ))}
      </ul>
      <div className="row">{children}</div>
    </section>
  );
};
