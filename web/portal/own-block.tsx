import type { Request } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";

type Block = NonNullable<Request["block"]>;

/** Why the person is shut out, where, and until when. */
export const OwnBlock = ({ block }: { block: Block }) => {
  const { say, date } = useLanguage();
  const { end } = block;
  const until =
    end.kind === "until" ? date(end.at) : end.kind === "review" ? say.block.review(date(end.by)) : say.block.endOpen;
  return (
    <>
      {block.automatic && <p>{say.block.automatic}</p>}
      <dl className="facts card">
        <dt>{say.block.why}</dt>
        <dd>{say.block.reasons[block.reason]}</dd>
        <dt>{say.block.where}</dt>
        <dd>{block.reach === "everywhere" ? say.block.everywhere : say.block.some}</dd>
        {block.since !== undefined && (
          <>
            <dt>{say.block.since}</dt>
            <dd>{date(block.since)}</dd>
          </>
        )}
        {block.state !== "ended" && (
          <>
            <dt>{say.block.end}</dt>
            <dd>{until}</dd>
          </>
        )}
      </dl>
    </>
  );
};
