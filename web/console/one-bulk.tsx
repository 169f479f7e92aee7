import { Alert, Progress } from "@mantine/core";
import { Link, useParams } from "react-router";
import type { Bulk } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { ActButton } from "./act-button.tsx";
import { endInWords, reachInWords } from "./block-words.ts";
import { bulkActs } from "./bulk-acts.ts";
import { BulkEntries } from "./bulk-entries.tsx";
import { BulkBadge } from "./bulk-list.tsx";
import { cameWords, countedIn, titleOf, verdictWords } from "./bulk-words.ts";
import { SwitchedOff } from "./kill-switch.tsx";
import { Loading } from "./loading.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useBulk } from "./use-bulks.ts";
import { attentionInWords, byWhom, consoleName, dayOf, momentOf } from "./words.ts";

/** One list: what each entry would meet, how far it is, and the button that stops it. */
export const OneBulk = () => {
  const { bulkId = "" } = useParams();
  const found = useBulk(bulkId);
  useTitle(`List …${bulkId.slice(-6)}`, consoleName);
  if (found.isPending) return <Loading page />;
  return (
    <div className="stack wide">
      <p>
        <Link to="/blocks/lists">Many at once</Link>
      </p>
      {found.data === undefined ? (
        <>
          <h1>List …{bulkId.slice(-6)}</h1>
          <Trouble sentence={sentenceOf(found.error)} again={() => found.refetch()} />
        </>
      ) : (
        <Whole bulk={found.data} />
      )}
    </div>
  );
};

const Whole = ({ bulk }: { bulk: Bulk }) => {
  const acts = bulkActs(bulk);
  const possible = bulk.actions.filter(({ allowed }) => allowed);
  const approval = bulk.actions.find(({ action }) => action === "approve");
  return (
    <>
      <div className="row" aria-live="polite">
        <h1>{titleOf(bulk)}</h1>
        <BulkBadge state={bulk.state} />
      </div>
      <SwitchedOff />
      {bulk.attention !== undefined && (
        <Alert color="red" title={attentionInWords(bulk.attention).title}>
          {attentionInWords(bulk.attention).text}
        </Alert>
      )}
      <div className="columns">
        <div className="stack wide">
          <section className="card stack" aria-labelledby="actions">
            <h2 id="actions">What you can do</h2>
            {possible.length === 0 && <p className="quiet">Nothing just now.</p>}
            {bulk.state === "proposed" && approval?.why !== undefined && <p className="quiet">{approval.why}</p>}
            <div className="row">
              {possible.map(({ action }) => (
                <ActButton
                  key={action}
                  act={acts[action]}
                  requestId={bulk.bulkId}
                  variant={action === "approve" ? "filled" : "default"}
                />
              ))}
            </div>
          </section>
          <Facts bulk={bulk} />
        </div>
        <div className="stack wide">
          <HowFar bulk={bulk} />
          <BulkEntries bulkId={bulk.bulkId} />
        </div>
      </div>
    </>
  );
};

const isLookedAt = ({ state }: Bulk): boolean => state === "checking" || state === "proposed" || state === "lapsed";

/** What would happen, before anything has; then what has. */
const HowFar = ({ bulk }: { bulk: Bulk }) => {
  const { people, looked, verdicts, came, room, state } = bulk;
  const isDryRun = isLookedAt(bulk);
  const done = isDryRun ? looked : Object.values(came).reduce((sum, count) => sum + count, 0);
  const counts = isDryRun ? countedIn(verdicts, verdictWords) : countedIn(came, cameWords);
  return (
    <section className="card stack" aria-labelledby="how-far">
      <h2 id="how-far">{isDryRun ? "What would happen" : "How far it is"}</h2>
      {isDryRun && <Alert color="blue">Nothing has been changed for anybody.</Alert>}
      <div className="stack tight">
        <span aria-live="polite">
          {done} of {people} {isDryRun ? "looked at" : "came to an end"}
        </span>
        <Progress value={(100 * done) / people} aria-label={isDryRun ? "Looked at" : "Came to an end"} />
      </div>
      <ul className="counts">
        {counts.map(({ word, count }) => (
          <li key={word}>
            <span className="count">{count}</span> {word}
          </li>
        ))}
      </ul>
      {room !== undefined && (
        <p className="quiet">
          The cap lets {room.perHour} blocks begin in an hour and {room.perDay} in a day; the others wait for room.
        </p>
      )}
      {state === "running" && (
        <p className="quiet">What waits for room at the cap, or for the switch, goes on by itself.</p>
      )}
    </section>
  );
};

const Facts = ({ bulk }: { bulk: Bulk }) => {
  const { bulkId, action, reach, end, reference, openedBy, openedAt, decideBy, until, approved, stopped, closedAt } =
    bulk;
  return (
    <section className="card stack" aria-labelledby="facts">
      <h2 id="facts">About it</h2>
      <dl className="facts">
        {action === "block" && reach !== undefined && end !== undefined && (
          <div className="fact">
            <dt>Each block</dt>
            <dd>
              {reachInWords(reach)}, {endInWords(end)}
            </dd>
          </div>
        )}
        {reference !== undefined && (
          <div className="fact">
            <dt>File number</dt>
            <dd>{reference}</dd>
          </div>
        )}
        <dt>Handed in</dt>
        <dd>
          {momentOf(openedAt)}, by {byWhom(openedBy)}
        </dd>
        {bulk.state === "proposed" && (
          <div className="fact">
            <dt>Lapses</dt>
            <dd>{momentOf(decideBy)}, if no other officer approves it</dd>
          </div>
        )}
        {approved !== undefined && (
          <div className="fact">
            <dt>Approved</dt>
            <dd>
              {momentOf(approved.at)}, by {byWhom(approved.by)}
            </dd>
          </div>
        )}
        {stopped !== undefined && (
          <div className="fact">
            <dt>Stopped</dt>
            <dd>
              {momentOf(stopped.at)}, by {stopped.by === "system" ? "Habeas: its time was over" : byWhom(stopped.by)}
            </dd>
          </div>
        )}
        {closedAt === undefined ? (
          <div className="fact">
            <dt>At the latest</dt>
            <dd>{dayOf(until)}: what is not done by then is left</dd>
          </div>
        ) : (
          <div className="fact">
            <dt>Over</dt>
            <dd>{momentOf(closedAt)}</dd>
          </div>
        )}
        <dt>Number</dt>
        <dd>
          <code>{bulkId}</code>
        </dd>
      </dl>
    </section>
  );
};
