import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import type { Timeline as Page } from "../shared/client/index.ts";
import { Loading } from "./loading.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useTimeline } from "./use-officer.ts";
import { eventInWords, momentOf, whoIs } from "./words.ts";

type Entry = Page["entries"][number];

/** Intents are written before every effect. They matter when the effect did not follow; else they only say everything twice. */
export const withoutFulfilledIntents = (entries: Entry[]): Entry[] =>
  entries.filter(({ event, number }) => {
    const done = event.replace(/-intended$/, "");
    return done === event || !entries.some((later) => later.event === done && later.number > number);
  });

/** The audit of a request, entry by entry, oldest first. */
export const Timeline = ({ requestId }: { requestId: string }) => {
  const pages = useTimeline(requestId);
  const [showsAll, setShowsAll] = useState(false);
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section className="card stack" aria-labelledby="timeline">
      <div className="row apart">
        <h2 id="timeline">What happened</h2>
        <Checkbox
          label="Every entry of the audit"
          checked={showsAll}
          onChange={({ currentTarget }) => setShowsAll(currentTarget.checked)}
        />
      </div>
      {pages.isPending && <Loading />}
      {pages.isError && <Trouble sentence={sentenceOf(pages.error)} again={() => pages.refetch()} />}
      <ol className="timeline">
        {(showsAll ? entries : withoutFulfilledIntents(entries)).map((entry) => (
          <EntryOf key={entry.number} entry={entry} />
        ))}
      </ol>
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

export const EntryOf = ({ entry: { at, event, actor, facts } }: { entry: Entry }) => {
  const what = (
    <>
      {eventInWords(event)} <span className="quiet small">{whoIs(actor)}</span>
    </>
  );
  return (
    <li>
      <time dateTime={at} className="quiet small">
        {momentOf(at)}
      </time>
      {Object.keys(facts).length === 0 ? (
        <span>{what}</span>
      ) : (
        <details>
          <summary>{what}</summary>
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
    </li>
  );
};
