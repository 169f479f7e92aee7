import { Link } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";

type Contest = NonNullable<Request["contest"]>;

/** Which block the person contests, why, and what was found. */
export const OwnContest = ({ contest: { block, ground, answer } }: { contest: Contest }) => {
  const { say } = useLanguage();
  const words = say.contest;
  return (
    <dl className="facts card">
      <dt>{words.which}</dt>
      <dd>
        <Link to={`/requests/${block}`}>{say.kind.block}</Link>
      </dd>
      <dt>{words.yourReason}</dt>
      <dd>{words.grounds[ground]}</dd>
      {answer !== undefined && (
        <>
          <dt>{words.found}</dt>
          <dd>{words.reasons[answer.because]}</dd>
        </>
      )}
    </dl>
  );
};
