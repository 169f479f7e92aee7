import { Alert } from "@mantine/core";
import { Link, useParams } from "react-router";
import type { TermsDetail } from "../shared/client/index.ts";
import { useClaims } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { ActButton } from "./act-button.tsx";
import { Loading } from "./loading.tsx";
import { StoryDrawn } from "./story.tsx";
import { termsActs } from "./terms-acts.ts";
import { CampaignBadge } from "./terms-list.tsx";
import { AnswersOf } from "./terms-progress.tsx";
import { audienceInWords, changes, documentKinds, mailingInWords } from "./terms-words.ts";
import { EntryOf, withoutFulfilledIntents } from "./timeline.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useStory } from "./use-officer.ts";
import { useTerms, useTermsRun, useTermsTimeline, type VersionOf } from "./use-terms.ts";
import { attentionInWords, consoleName, dayOf, momentOf } from "./words.ts";

/** One version: how far it is, what went out, and what can be done about it. */
export const OneVersion = () => {
  const { document = "terms", version = "" } = useParams();
  const of = { document, version };
  const found = useTerms(of);
  useTitle(`${document} ${version}`, consoleName);
  if (found.isPending) return <Loading page />;
  return (
    <div className="stack wide">
      <p>
        <Link to="/terms">Terms and notices</Link>
      </p>
      {found.data === undefined ? (
        <>
          <h1>
            {document} {version}
          </h1>
          <Trouble sentence={sentenceOf(found.error)} again={() => found.refetch()} />
        </>
      ) : (
        <Whole of={of} terms={found.data} />
      )}
    </div>
  );
};

const Whole = ({ of, terms }: { of: VersionOf; terms: TermsDetail }) => {
  const { kind, document, version, status, attention, change } = terms;
  const hasCampaign = status !== undefined;
  return (
    <>
      <div className="row" aria-live="polite">
        <h1>
          {kind === "terms" ? documentKinds[kind] : `${documentKinds[kind]}: ${document}`} {version}
        </h1>
        <CampaignBadge status={status} change={change} />
      </div>
      {attention !== undefined && (
        <Alert color="red" title={attentionInWords(attention).title}>
          {attentionInWords(attention).text}
        </Alert>
      )}
      <div className="columns">
        <div className="stack wide">
          {hasCampaign && <ActionsOf of={of} terms={terms} />}
          <Facts terms={terms} />
          <AnswersOf terms={terms} />
          <Mailings terms={terms} />
        </div>
        {hasCampaign && (
          <div className="stack wide">
            <Story of={of} />
            <Happened of={of} />
          </div>
        )}
      </div>
    </>
  );
};

const ActionsOf = ({ of, terms }: { of: VersionOf; terms: TermsDetail }) => {
  const claims = useClaims();
  const acts = termsActs(of);
  const possible = terms.actions.filter(({ allowed }) => allowed);
  const closed = terms.actions.filter(({ allowed }) => !allowed);
  const mayPublish = claims?.permissions.includes("terms:publish") === true;
  return (
    <section className="card stack" aria-labelledby="actions">
      <h2 id="actions">What you can do</h2>
      {!mayPublish && <p className="quiet">Whoever may publish terms can stop and undo them.</p>}
      {mayPublish && possible.length === 0 && <p className="quiet">Nothing just now.</p>}
      {mayPublish && (
        <div className="row">
          {possible.map(({ action }) => (
            <ActButton
              key={action}
              act={acts[action]}
              requestId={`${of.document}/${of.version}`}
              variant={action === "try-again" ? "filled" : "default"}
            />
          ))}
        </div>
      )}
      {closed.length > 0 && (
        <details>
          <summary>What is closed, and why</summary>
          <ul className="small">
            {closed.map(({ action, why }) => (
              <li key={action}>
                {acts[action].label}: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const Facts = ({ terms }: { terms: TermsDetail }) => {
  const { publishedAt, effectiveAt, requiredAt, remindAt, audience, change, status } = terms;
  return (
    <section className="card stack" aria-labelledby="facts">
      <h2 id="facts">About it</h2>
      <dl className="facts">
        <dt>Published</dt>
        <dd>{momentOf(publishedAt)}</dd>
        <dt>Change</dt>
        <dd>{changes[change]}</dd>
        <dt>For</dt>
        <dd>{audienceInWords(audience)}</dd>
        <dt>In force from</dt>
        <dd>{dayOf(effectiveAt)}</dd>
        {requiredAt !== undefined && (
          <div className="fact">
            <dt>Required from</dt>
            <dd>{dayOf(requiredAt)}; until then people may say "later"</dd>
          </div>
        )}
        {status !== undefined && remindAt.length > 0 && (
          <div className="fact">
            <dt>Reminders</dt>
            <dd>{remindAt.map(dayOf).join("; ")}, to who has not accepted</dd>
          </div>
        )}
      </dl>
    </section>
  );
};

const Mailings = ({ terms: { mailings } }: { terms: TermsDetail }) => {
  if (mailings.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="mailings">
      <h2 id="mailings">What was mailed</h2>
      {mailings.map(({ mailing, done, at, people, sent, spared, undelivered, uncertain, perhapsTwice }) => (
        <div key={mailing} className="stack tight">
          <h3>{mailingInWords(mailing)}</h3>
          <p className="quiet small">
            {done ? `Done ${at === undefined ? "" : momentOf(at)}` : "Under way"} · {sent} of {people} sent
          </p>
          <ul className="counts small">
            {counts({ spared, undelivered, uncertain, perhapsTwice }).map(({ count, label }) => (
              <li key={label}>
                <span className="count">{count}</span> {label}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
};

type Counts = Pick<TermsDetail["mailings"][number], "spared" | "undelivered" | "uncertain" | "perhapsTwice">;
const counts = ({ spared, undelivered, uncertain, perhapsTwice }: Counts) =>
  [
    { count: spared, label: "spared: accepted meanwhile, restricted or leaving" },
    { count: undelivered, label: "not delivered" },
    { count: uncertain, label: "uncertain: perhaps sent, not sent again" },
    { count: perhapsTwice, label: "perhaps sent twice" },
  ].filter(({ count }) => count > 0);

const Story = ({ of }: { of: VersionOf }) => {
  const run = useTermsRun(of, true);
  const story = useStory(run.data?.story);
  if (run.isError) return <Trouble sentence={sentenceOf(run.error)} again={() => run.refetch()} />;
  if (run.isPending || story.isPending) return <Loading />;
  if (story.isError) return <Trouble sentence={sentenceOf(story.error)} again={() => story.refetch()} />;
  return <StoryDrawn run={run.data} story={story.data} />;
};

const Happened = ({ of }: { of: VersionOf }) => {
  const found = useTermsTimeline(of, true);
  return (
    <section className="card stack" aria-labelledby="timeline">
      <h2 id="timeline">What happened</h2>
      {found.isPending && <Loading />}
      {found.isError && <Trouble sentence={sentenceOf(found.error)} again={() => found.refetch()} />}
      <ol className="timeline">
        {withoutFulfilledIntents(found.data?.entries ?? []).map((entry) => (
          <EntryOf key={entry.number} entry={entry} />
        ))}
      </ol>
    </section>
  );
};
