import { Alert } from "@mantine/core";
import { Link, useParams } from "react-router";
import type { OfficerRequest } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { Actions } from "./actions.tsx";
import { ContestOf } from "./contest.tsx";
import { ExportOf } from "./export-of.tsx";
import { Loading } from "./loading.tsx";
import { PersonOf } from "./person.tsx";
import { PlanOf } from "./plan.tsx";
import { RecipientsOf } from "./recipients.tsx";
import { RestrictionOf } from "./restriction.tsx";
import { StatusBadge } from "./status.tsx";
import { StoryOf } from "./story.tsx";
import { Timeline } from "./timeline.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useRequest } from "./use-officer.ts";
import {
  ageOf,
  attentionInWords,
  byWhom,
  channels,
  clockOf,
  consoleName,
  dayOf,
  isEnded,
  kinds,
  momentOf,
  noticeInWords,
  whoIs,
} from "./words.ts";

export const OneRequest = () => {
  const { requestId = "" } = useParams();
  const found = useRequest(requestId);
  useTitle(`Request …${requestId.slice(-6)}`, consoleName);
  if (found.isPending) return <Loading page />;
  return (
    <div className="stack wide">
      <p>
        <Link to="/">All requests</Link>
      </p>
      {found.data === undefined ? (
        <>
          <h1>Request …{requestId.slice(-6)}</h1>
          <Trouble sentence={sentenceOf(found.error)} again={() => found.refetch()} />
        </>
      ) : (
        <Whole request={found.data} />
      )}
    </div>
  );
};

const Whole = ({ request }: { request: OfficerRequest }) => {
  const { requestId, kind, status, attention, undelivered } = request;
  return (
    <>
      <div className="stack">
        <div className="row" aria-live="polite">
          <h1>
            {kinds[kind]} …{requestId.slice(-6)}
          </h1>
          <StatusBadge status={status} />
        </div>
        {!isEnded(request) && <p className={request.daysLeft <= 7 ? "urgent" : undefined}>{clockOf(request)}</p>}
      </div>
      {attention !== undefined && (
        <Alert color="red" title={attentionInWords(attention).title}>
          {attentionInWords(attention).text}
        </Alert>
      )}
      {undelivered.length > 0 && (
        <Alert color="yellow">
          Reached nobody: {[...new Set(undelivered.map(noticeInWords))].join("; ")}. The portal says it to who signs in;
          tell the person in another way as well.
        </Alert>
      )}
      <div className="columns">
        <div className="stack wide">
          <Actions request={request} />
          <Facts request={request} />
          {request.export !== undefined && <ExportOf of={request.export} />}
          {request.contest !== undefined && <ContestOf contest={request.contest} />}
          {request.restriction !== undefined && <RestrictionOf restriction={request.restriction} />}
          <RecipientsOf requestId={requestId} />
          {request.plan !== undefined && <PlanOf request={request} plan={request.plan} />}
        </div>
        <div className="stack wide">
          <StoryOf request={request} />
          <Timeline requestId={requestId} />
        </div>
      </div>
    </>
  );
};

const Facts = ({ request }: { request: OfficerRequest }) => {
  const { requestId, channel, receivedAt, claimedBy, openedBy, extension, refusal, holds, suspensions, waits } =
    request;
  return (
    <section className="card stack" aria-labelledby="facts">
      <h2 id="facts">About it</h2>
      <dl className="facts">
        <dt>Person</dt>
        <dd>
          <PersonOf request={request} />
        </dd>
        <dt>Received</dt>
        <dd>
          {dayOf(receivedAt)}, {ageOf(receivedAt)}; {channels[channel]}
          {openedBy !== undefined &&
            ` (${whoIs(openedBy.officer)}${openedBy.identity === undefined ? "" : `: ${openedBy.identity.replaceAll("-", " ")}`})`}
        </dd>
        <dt>Taken on by</dt>
        <dd>{claimedBy === undefined ? "nobody yet" : whoIs(claimedBy)}</dd>
        {waits.map(({ name, until }) => (
          <div key={name} className="fact">
            <dt>Waits for</dt>
            <dd>
              {name.replaceAll("-", " ")}, until {momentOf(until)}
            </dd>
          </div>
        ))}
        {holds.map(({ holdId, owner, ground, reviewAt, releaseAskedBy }) => (
          <div key={holdId} className="fact">
            <dt>Legal hold</dt>
            <dd>
              {ground.replaceAll("-", " ")}; {whoIs(owner)}; to be reviewed on {dayOf(reviewAt)}
              {releaseAskedBy !== undefined && `; ${whoIs(releaseAskedBy)} asked to release it`}
            </dd>
          </div>
        ))}
        {extension !== undefined && (
          <div className="fact">
            <dt>Extended</dt>
            <dd>
              {dayOf(extension.at)}, for {extension.because}, by {byWhom(extension.by)}
            </dd>
          </div>
        )}
        {suspensions.map(({ from, until, because }) => (
          <div key={from} className="fact">
            <dt>Clock stood still</dt>
            <dd>
              {dayOf(from)} to {until === undefined ? "now" : dayOf(until)}, for {because}
            </dd>
          </div>
        ))}
        {request.dueAtSuspended !== undefined && (
          <div className="fact">
            <dt>Due, if that counts</dt>
            <dd>{dayOf(request.dueAtSuspended)}; warnings go by the earlier date</dd>
          </div>
        )}
        {refusal !== undefined && (
          <div className="fact">
            <dt>Refused</dt>
            <dd>
              {dayOf(refusal.at)}, {refusal.ground.replaceAll("-", " ")} {refusal.law}, by {byWhom(refusal.by)}
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
