import { Alert } from "@mantine/core";
import { Link, useParams } from "react-router";
import type { Block, OfficerRequest } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { ActButton } from "./act-button.tsx";
import { blockActs } from "./block-acts.ts";
import { BlockBadge } from "./block-list.tsx";
import { becauseInWords, blockReasons, endInWords, isBlockOver, nextInWords, reachInWords } from "./block-words.ts";
import { Loading } from "./loading.tsx";
import { PersonOf } from "./person.tsx";
import { StoryOf } from "./story.tsx";
import { Timeline } from "./timeline.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useBlock } from "./use-blocks.ts";
import { useRequest } from "./use-officer.ts";
import { attentionInWords, byWhom, consoleName, dayOf, momentOf, noticeInWords, oddities, whoIs } from "./words.ts";

/** One block: where it stands, what can be done about it, and what happened. */
export const OneBlock = () => {
  const { requestId = "" } = useParams();
  const block = useBlock(requestId);
  const request = useRequest(requestId);
  useTitle(`Block …${requestId.slice(-6)}`, consoleName);
  if (block.isPending || request.isPending) return <Loading page />;
  const found = block.data !== undefined && request.data !== undefined;
  return (
    <div className="stack wide">
      <p>
        <Link to="/blocks">All blocks</Link>
      </p>
      {found ? (
        <Whole block={block.data} request={request.data} />
      ) : (
        <>
          <h1>Block …{requestId.slice(-6)}</h1>
          <Trouble
            sentence={sentenceOf(block.error ?? request.error)}
            again={() => Promise.all([block.refetch(), request.refetch()])}
          />
        </>
      )}
    </div>
  );
};

const Whole = ({ block, request }: { block: Block; request: OfficerRequest }) => {
  const { requestId, reason, attention, undelivered } = block;
  return (
    <>
      <div className="stack">
        <div className="row" aria-live="polite">
          <h1>
            Block …{requestId.slice(-6)}: {blockReasons[reason].toLowerCase()}
          </h1>
          <BlockBadge state={block.state} />
        </div>
        <p>
          {isBlockOver(block) ? "It held" : "It holds"} {reachInWords(block.reach)}, {endInWords(block.end)}
          {["proposed", "review-due"].includes(block.state) && `: ${nextInWords(block)}`}.
        </p>
      </div>
      {attention !== undefined && (
        <Alert color="red" title={attentionInWords(attention).title}>
          {attentionInWords(attention).text}
        </Alert>
      )}
      {undelivered.length > 0 && (
        <Alert color="yellow">
          Reached nobody: {[...new Set(undelivered.map(noticeInWords))].join("; ")}. Tell the person in another way.
        </Alert>
      )}
      <div className="columns">
        <div className="stack wide">
          <BlockActions block={block} />
          <Facts block={block} request={request} />
        </div>
        <div className="stack wide">
          <StoryOf request={request} />
          <Timeline requestId={requestId} />
        </div>
      </div>
    </>
  );
};

const BlockActions = ({ block }: { block: Block }) => {
  const acts = blockActs(block);
  const possible = block.actions.filter(({ allowed }) => allowed);
  const closed = block.actions.filter(({ allowed }) => !allowed);
  return (
    <section className="card stack" aria-labelledby="actions">
      <h2 id="actions">What you can do</h2>
      {possible.length === 0 && <p className="quiet">Nothing just now.</p>}
      <div className="row">
        {possible.map(({ action }) => (
          <ActButton
            key={action}
            act={acts[action]}
            requestId={block.requestId}
            variant={action === "approve" ? "filled" : "default"}
          />
        ))}
      </div>
      {["in-force", "review-due"].includes(block.state) && (
        <Link to={`/requests/new?kind=contest&block=${block.requestId}`}>
          The person wrote or called that it is wrong
        </Link>
      )}
      {closed.length > 0 && (
        <details>
          <summary>What is closed, and why</summary>
          <ul className="small">
            {closed.map(({ action, why }) => (
              <li key={action}>
                {acts[action].label}: <span className="quiet">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const Facts = ({ block, request }: { block: Block; request: OfficerRequest }) => {
  const { requestId, automatic, setBy, keptBy, reference, proposedAt, inForceAt, approvalsNeeded, over } = block;
  return (
    <section className="card stack" aria-labelledby="facts">
      <h2 id="facts">About it</h2>
      <dl className="facts">
        <dt>Person</dt>
        <dd>
          <PersonOf request={request} />
        </dd>
        <dt>Proposed</dt>
        <dd>
          {dayOf(proposedAt)}, by {automatic ? "an event" : byWhom(setBy)}
        </dd>
        {approvalsNeeded !== undefined && approvalsNeeded > 0 && (
          <div className="fact">
            <dt>Four eyes</dt>
            <dd>Another officer must approve it: {request.plan?.oddities.map((each) => oddities[each]).join(" ")}</dd>
          </div>
        )}
        {request.approvals.map(({ by, at }) => (
          <div key={by} className="fact">
            <dt>Approved</dt>
            <dd>
              {momentOf(at)}, by {byWhom(by)}
            </dd>
          </div>
        ))}
        {inForceAt !== undefined && (
          <div className="fact">
            <dt>In force since</dt>
            <dd>{momentOf(inForceAt)}</dd>
          </div>
        )}
        <dt>Review</dt>
        <dd>
          {keptBy !== undefined
            ? `${whoIs(keptBy)} looked at it last, and kept it.`
            : automatic
              ? "An event began it: unless a person looks at it in time, it is lifted (Article 22)."
              : "Nobody has looked at it again yet."}
        </dd>
        {reference !== undefined && (
          <div className="fact">
            <dt>File number</dt>
            <dd>{reference}</dd>
          </div>
        )}
        {over !== undefined && (
          <div className="fact">
            <dt>Over</dt>
            <dd>
              {momentOf(over.at)}, by {byWhom(over.by)}: {becauseInWords(over.because)}
            </dd>
          </div>
        )}
        <dt>Number</dt>
        <dd>
          <code>{requestId}</code>
        </dd>
      </dl>
    </section>
  );
};
