import { Alert } from "@mantine/core";
import { Link, useParams } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { ContestBlock } from "./contest-block.tsx";
import { Countdown } from "./countdown.tsx";
import { DoNotWait } from "./do-not-wait.tsx";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { OwnBlock } from "./own-block.tsx";
import { OwnContest } from "./own-contest.tsx";
import { OwnRestriction } from "./own-restriction.tsx";
import { Package } from "./package.tsx";
import { Receipt } from "./receipt.tsx";
import { standingOf } from "./standing.ts";
import { TakeBack } from "./take-back.tsx";
import { problemIn } from "./trouble.tsx";
import { TroublePage } from "./trouble-page.tsx";
import { isOver, useOwnRequest } from "./use-own-requests.ts";
import { Why } from "./why.tsx";

export const OneRequest = () => {
  const { requestId = "" } = useParams();
  const { say } = useLanguage();
  const found = useOwnRequest(requestId);
  useTitle(say.kind[found.data?.kind ?? "other"], say.portal.title);
  if (found.isPending) return <Loading />;
  return (
    <div className="stack wide">
      <p>
        <Link to="/">{say.request.back}</Link>
      </p>
      {found.data === undefined ? (
        <TroublePage title={say.kind.other} problem={problemIn(found.error, say)} again={() => found.refetch()} />
      ) : (
        <Standing request={found.data} />
      )}
    </div>
  );
};

const Standing = ({ request }: { request: Request }) => {
  const { say, date } = useLanguage();
  const { requestId, status, receivedAt, dueAt, coolingOffUntil, undelivered } = request;
  const { title, text } = standingOf(request, say);
  return (
    <>
      <div className="stack" aria-live="polite">
        <p className="quiet">{say.kind[request.kind]}</p>
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
      <Why request={request} />
      {request.block !== undefined && <OwnBlock block={request.block} />}
      {request.block?.contestable === true && <ContestBlock requestId={requestId} />}
      {request.contest !== undefined && <OwnContest contest={request.contest} />}
      {request.restriction !== undefined && <OwnRestriction restriction={request.restriction} />}
      {undelivered && <Alert color="yellow">{say.request.undelivered}</Alert>}
      {status === "cooling-off" && coolingOffUntil !== undefined && <Countdown until={coolingOffUntil} />}
      {request.package !== undefined && <Package request={request} />}
      {request.receipt !== undefined && <Receipt requestId={requestId} />}
      {(request.withdrawable || request.waivable) && (
        <div className="row">
          {request.withdrawable && <TakeBack request={request} />}
          {request.waivable && <DoNotWait requestId={requestId} />}
        </div>
      )}
      <dl className="facts card">
        {request.block === undefined && (
          <>
            <dt>{say.request.receivedAt}</dt>
            <dd>{date(receivedAt)}</dd>
          </>
        )}
        {!isOver(request) && status !== "in-force" && request.block === undefined && (
          <>
            <dt>{say.request.dueAt}</dt>
            <dd>{date(dueAt)}</dd>
          </>
        )}
        <dt>{say.request.number}</dt>
        <dd>
          <code>{requestId}</code>
        </dd>
      </dl>
    </>
  );
};
