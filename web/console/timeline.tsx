import { Button } from "@mantine/core";
import type { Timeline as Page } from "../shared/client";
import { Loading } from "./loading";
import { sentenceOf, Trouble } from "./trouble";
import { useTimeline } from "./use-officer";
import { eventInWords, momentOf, whoIs } from "./words";

type Entry = Page["entries"][number];

/** The audit of a request, entry by entry, oldest first. */
export const Timeline = ({ requestId }: { requestId: string }) => {
  const pages = useTimeline(requestId);
  return (
    <section className="card stack" aria-labelledby="timeline">
      <h2 id="timeline">What happened</h2>
      {pages.isPending && <Loading />}
      {pages.isError && <Trouble sentence={sentenceOf(pages.error)} again={() => pages.refetch()} />}
      {pages.isSuccess && (
        <ol className="timeline">
          {pages.data.pages
            .flatMap(({ entries }) => entries)
            .map((entry) => (
              <EntryOf key={entry.number} entry={entry} />
            ))}
        </ol>
      )}
      {pages.hasNextPage && (
        <div>
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            Show later ones
          </Button>
        </div>
      )}
    </section>
  );
};

const EntryOf = ({ entry: { at, event, actor, facts } }: { entry: Entry }) => (
  <li className={event.endsWith("-intended") ? "intent" : undefined}>
    <time dateTime={at} className="quiet small">
      {momentOf(at)}
    </time>
    <div>
      <span className="event">{eventInWords(event)}</span> <span className="quiet small">{whoIs(actor)}</span>
      {Object.keys(facts).length > 0 && (
        <details>
          <summary className="quiet small">Facts</summary>
          <dl className="facts small">
            {Object.entries(facts).map(([name, value]) => (
              <div key={name} className="fact">
                <dt>{name}</dt>
                <dd>
                  <code>{String(value)}</code>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  </li>
);
