import type { OfficerRequest } from "../shared/client/index.ts";
import { becauseOf, restrictionGrounds, restrictionStates } from "./restriction-words.ts";
import { byWhom, dayOf, momentOf } from "./words.ts";

type Restriction = NonNullable<OfficerRequest["restriction"]>;

/** Why the person's data is only stored, until when somebody looks, and what becomes of it. */
export const RestrictionOf = ({ restriction }: { restriction: Restriction }) => {
  const { state, ground, article, shutsSignIn, signInSpared, reviewBy, announced, toBeLiftedAt, over } = restriction;
  return (
    <section className="card stack" aria-labelledby="restriction">
      <h2 id="restriction">Restriction</h2>
      <dl className="facts">
        <dt>Stands</dt>
        <dd>{restrictionStates[state]}</dd>
        <dt>Ground</dt>
        <dd>
          {restrictionGrounds[ground]} ({article})
        </dd>
        <dt>Sign-in</dt>
        <dd>
          {shutsSignIn ? "The person asked that nobody signs in" : "Stays open"}
          {signInSpared === "protected" && "; not shut, the account holds a protected role"}
        </dd>
        {reviewBy !== undefined && over === undefined && (
          <>
            <dt>To be looked at by</dt>
            <dd>{dayOf(reviewBy)}</dd>
          </>
        )}
        {announced !== undefined && (
          <>
            <dt>To be lifted</dt>
            <dd>
              {becauseOf(announced.because)}, by {byWhom(announced.by)};{" "}
              {toBeLiftedAt === undefined ? "the person has not been told yet" : `on ${momentOf(toBeLiftedAt)}`}
            </dd>
          </>
        )}
        {over !== undefined && (
          <>
            <dt>Over</dt>
            <dd>
              {becauseOf(over.because)}, by {byWhom(over.by)}, {momentOf(over.at)}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};
