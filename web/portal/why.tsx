import { Link } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { useNow } from "../shared/use-now.ts";
import { useLanguage } from "./language.tsx";
import { isOver, useDeletionTerms } from "./use-own-requests.ts";

/** What our letters about a request say. A letter may reach nobody, so it stands here too. */
export const Why = ({ request }: { request: Request }) => {
  const { say, date } = useLanguage();
  const { why } = say;
  const contact = useDeletionTerms().data?.controller.contact;
  const isLate =
    useNow() > Date.parse(request.dueAt) &&
    !isOver(request) &&
    request.status !== "in-force" &&
    request.heldUntilReview === undefined;
  const { refusal, extended, question, heldUntilReview } = request;
  const isNoForNow = refusal !== undefined || heldUntilReview !== undefined || isLate;
  const sentences = [
    isLate && why.overdue,
    refusal !== undefined && why.refused[refusal.ground],
    refusal?.law !== undefined && why.law(refusal.law),
    heldUntilReview !== undefined && why.held(date(heldUntilReview)),
    extended !== undefined && !isOver(request) && why.extended[extended],
    question !== undefined && why.question[question],
    question !== undefined && contact !== undefined && why.questionHow(contact),
  ].filter((sentence) => typeof sentence === "string");
  if (sentences.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="why">
      <h2 id="why">{why.title}</h2>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {isNoForNow && (
        <p>
          {why.complain} <Link to="/privacy#complaint">{why.complainTo}</Link>
        </p>
      )}
    </section>
  );
};
