import { useEffect, useMemo, useRef } from "react";
import type { Run, StoryGraph } from "../shared/client/index.ts";
import { type Box, layOut } from "./lay-out.ts";
import { stateSigns, stateStatuses } from "./words.ts";

type States = Run["states"];
type Status = States[number]["status"];

/** The story as a picture, one element per state, with where each stands. The list below it says the same. */
export const StoryGraphPicture = ({ story, states }: { story: StoryGraph; states: States }) => {
  const picture = useMemo(() => layOut(story), [story]);
  const statusOf = new Map(states.map(({ state, status }) => [state, status]));
  const current = states.findLast(({ status }) => status !== "done")?.state ?? states.at(-1)?.state;
  const frame = useRef<HTMLDivElement>(null);
  const box = picture.boxes.find(({ name }) => name === current);
  // where the run stands is in the middle: when it moves on, and when the window is turned
  useEffect(() => {
    const shown = frame.current;
    if (box === undefined || shown === null) return;
    const centre = () => shown.scrollTo(box.x + box.width / 2 - shown.clientWidth / 2, box.y - shown.clientHeight / 2);
    const sizes = new ResizeObserver(centre);
    sizes.observe(shown);
    return () => sizes.disconnect();
  }, [box]);
  const isWalked = (from: string, to: string) => statusOf.get(from) === "done" && statusOf.has(to);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="story-frame" ref={frame} tabIndex={0} aria-label="Picture of the story">
      <svg
        width={picture.width}
        height={picture.height}
        viewBox={`0 0 ${picture.width} ${picture.height}`}
        role="img"
        aria-label={`The story as a graph. It stands at: ${current ?? "the beginning"}. The list below says the same.`}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 L8 4 L0 8 z" className="arrow" />
          </marker>
        </defs>
        {picture.lines.map(({ from, to, isBack, path }) => (
          <path
            key={`${from} ${to}`}
            d={path}
            className={`line ${isWalked(from, to) ? "walked" : ""} ${isBack ? "back" : ""}`}
            markerEnd="url(#arrow)"
          />
        ))}
        {picture.boxes.map((each) => (
          <StateBox key={each.name} box={each} status={statusOf.get(each.name)} />
        ))}
      </svg>
    </section>
  );
};

const StateBox = ({ box: { name, lines, x, y, width, height }, status }: { box: Box; status: Status | undefined }) => (
  <g
    className={`state ${status ?? "ahead"}`}
    data-state={name}
    data-status={status ?? "ahead"}
    transform={`translate(${x} ${y})`}
  >
    <title>{status === undefined ? name : `${name}: ${stateStatuses[status]}`}</title>
    <rect width={width} height={height} rx="8" />
    {lines.map((line, place) => (
      <text key={line} x={width / 2} y={22 + place * 17} textAnchor="middle">
        {line}
      </text>
    ))}
    {status !== undefined && (
      <text x={width - 8} y={14} textAnchor="end" className="sign">
        {stateSigns[status]}
      </text>
    )}
  </g>
);
