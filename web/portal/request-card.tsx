import { Link } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { StatusBadge } from "./status.tsx";
import { isOver } from "./use-own-requests.ts";

/** One of the person's requests, with where it stands and the way to its page. */
export const RequestCard = ({ request }: { request: Request }) => {
  const { say, date } = useLanguage();
  const { requestId, kind, receivedAt, dueAt } = request;
  return (
    <article className="card stack">
      <div className="row apart">
        <h2>
          <Link to={`/requests/${requestId}`}>{say.kind[kind]}</Link>
        </h2>
        <StatusBadge request={request} />
      </div>
      {request.block === undefined && (
        <p className="quiet">
          {say.home.received(date(receivedAt))}.{" "}
          {!isOver(request) && request.status !== "in-force" && `${say.home.due(date(dueAt))}.`}
        </p>
      )}
    </article>
  );
};
