import { Link } from "react-router";
import type { OfficerRequest } from "../shared/client/index.ts";
import { byWhom, contestGrounds, contestReasons, momentOf } from "./words.ts";

type Contest = NonNullable<OfficerRequest["contest"]>;

/** Which block the person contests, why, and what an officer found. */
export const ContestOf = ({ contest: { block, ground, answer } }: { contest: Contest }) => (
  <section className="card stack" aria-labelledby="contest">
    <h2 id="contest">Contest</h2>
    <dl className="facts">
      <dt>Block</dt>
      <dd>
        <Link to={`/blocks/${block}`}>…{block.slice(-6)}</Link>
      </dd>
      <dt>The person says</dt>
      <dd>{contestGrounds[ground]}</dd>
      {answer !== undefined && (
        <>
          <dt>Answer</dt>
          <dd>
            {answer.outcome === "lift" ? "Lifted" : "Upheld"}: {contestReasons[answer.because].toLowerCase()}, by{" "}
            {byWhom(answer.by)}, {momentOf(answer.at)}
          </dd>
        </>
      )}
    </dl>
  </section>
);
