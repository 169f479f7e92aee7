import type { OfficerRequest, Run, StoryGraph } from "../shared/client/index.ts";
import { Loading } from "./loading.tsx";
import { StoryGraphPicture } from "./story-graph.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useRun, useStory } from "./use-officer.ts";
import { momentOf, stateSigns, stateStatuses } from "./words.ts";

/** How far the run is: drawn, and said. */
export const StoryOf = ({ request }: { request: OfficerRequest }) => {
  const run = useRun(request.requestId);
  const story = useStory(run.data?.story);
  if (story.isPending || run.isPending) return <Loading />;
  if (story.isError) return <Trouble sentence={sentenceOf(story.error)} again={() => story.refetch()} />;
  if (run.isError) return <Trouble sentence={sentenceOf(run.error)} again={() => run.refetch()} />;
  const until = request.waits.length === 1 ? request.waits[0]?.until : undefined;
  return <StoryDrawn run={run.data} story={story.data} until={until} />;
};

interface StoryDrawnProps {
  run: Run;
  story: StoryGraph;
  /** Until when the one wait lasts, where there is one. */
  until?: string | undefined;
}

export const StoryDrawn = ({ run: { states }, story, until }: StoryDrawnProps) => {
  const reached = new Set(states.map(({ state }) => state));
  const ahead = story.states.map(({ name }) => name).filter((name) => !reached.has(name));
  return (
    <section className="card stack" aria-labelledby="story">
      <h2 id="story">The story</h2>
      <StoryGraphPicture story={story} states={states} />
      <h3>Step by step</h3>
      {states.length === 0 && <p className="quiet">It begins within two minutes.</p>}
      <ol className="steps">
        {states.map(({ state, status, enteredAt, exitedAt, times }) => (
          <li key={state} className={`step ${status}`}>
            <span className="sign" aria-hidden="true">
              {stateSigns[status]}
            </span>
            <span>
              {state}
              <span className="quiet small">
                {" "}
                {stateStatuses[status]}
                {status === "waiting" && until !== undefined
                  ? ` until ${momentOf(until)}`
                  : ` ${momentOf(exitedAt ?? enteredAt)}`}
                {times > 1 && `, ${times} times`}
              </span>
            </span>
          </li>
        ))}
      </ol>
      <details>
        <summary>Not reached: {ahead.length} steps</summary>
        <ul className="small">
          {ahead.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </details>
    </section>
  );
};
