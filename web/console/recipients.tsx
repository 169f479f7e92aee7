import type { RecipientQuestion } from "../shared/client/index.ts";
import { ActButton } from "./act-button.tsx";
import { BringFile } from "./bring-file.tsx";
import { recordAct } from "./recipient-acts.ts";
import { standingOf, verbs } from "./recipient-words.ts";
import { useRecipients } from "./use-recipients.ts";
import { byWhom, dayOf } from "./words.ts";

const isAnswered = ({ status }: RecipientQuestion): boolean =>
  ["done", "partly", "refused", "impossible"].includes(status);

/** Whom this request has asked, what they hold, and what they said: the ledger of Article 19. Nothing where nobody is asked. */
export const RecipientsOf = ({ requestId }: { requestId: string }) => {
  const { data: recipients = [] } = useRecipients(requestId);
  if (recipients.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="recipients">
      <h2 id="recipients">Recipients</h2>
      <ul className="rows">
        {recipients.map((question) => (
          <Question key={`${question.verb} ${question.recipient}`} requestId={requestId} question={question} />
        ))}
      </ul>
    </section>
  );
};

const Question = ({ requestId, question }: { requestId: string; question: RecipientQuestion }) => {
  const { recipient, verb, holds, purpose, region, askedAt, answeredAt, answeredBy, reference, part } = question;
  return (
    <li className="stack tight">
      <h3>
        {recipient}: {verbs[verb]}
      </h3>
      <p>{standingOf(question)}</p>
      <p className="quiet small">
        Holds {holds.join(", ")}; {purpose}; {region}
        {askedAt !== undefined && ` · asked on ${dayOf(askedAt)}`}
        {answeredAt !== undefined && ` · answered on ${dayOf(answeredAt)}`}
        {answeredBy !== undefined && answeredBy !== "recipient" && `, recorded by ${byWhom(answeredBy)}`}
        {reference !== undefined && ` (${reference})`}
      </p>
      {part !== undefined && (
        <p className="small">
          Its part is here: {part.type}, {Math.ceil(part.bytes / 1024)} KB
        </p>
      )}
      {!isAnswered(question) && (
        <>
          {verb === "export" && <BringFile requestId={requestId} recipient={recipient} />}
          <div className="row">
            <ActButton act={recordAct(question)} requestId={requestId} />
          </div>
        </>
      )}
    </li>
  );
};
