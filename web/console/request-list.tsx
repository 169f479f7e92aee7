import { Button, NativeSelect } from "@mantine/core";
import { Link, NavLink, useSearchParams } from "react-router";
import type { OfficerRequestRow } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { ActButton } from "./act-button.tsx";
import { acts } from "./acts.ts";
import { SwitchedOff, TurnSwitch } from "./kill-switch.tsx";
import { Loading } from "./loading.tsx";
import { StatusBadge } from "./status.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { type Filter, useRequests } from "./use-officer.ts";
import { ageOf, byWhom, clockOf, consoleName, isEnded, kinds } from "./words.ts";

interface View {
  name: string;
  filter: Filter;
  empty: string;
}

/** What officers ask the list for. The address names the view, so that it can be kept and sent. */
const views: Record<string, View> = {
  open: { name: "All open", filter: {}, empty: "Nothing is open. New requests appear here by themselves." },
  decide: { name: "Need a decision", filter: { status: "in-review" }, empty: "Nothing waits for a decision." },
  attention: { name: "Need attention", filter: { attention: "true" }, empty: "Nothing has failed." },
  mine: { name: "Mine", filter: { claimed: "me" }, empty: "You have taken nothing on." },
  nobodys: { name: "Nobody's", filter: { claimed: "nobody" }, empty: "Somebody has taken on each of them." },
  standing: {
    name: "In force",
    filter: { status: "in-force" },
    empty: "No restriction or block is in force.",
  },
  answered: {
    name: "Answered",
    filter: { status: "fulfilled,partly-fulfilled,refused,withdrawn,expired-unverified" },
    empty: "No request has been answered yet.",
  },
};

export const RequestList = () => {
  const [parameters, setParameters] = useSearchParams();
  const chooseKind = (kind: string) =>
    setParameters((before) => {
      before.delete("kind");
      if (kind !== "") before.set("kind", kind);
      return before;
    });
  const chosen = parameters.get("view") ?? "open";
  const view = views[chosen] ?? (views.open as View);
  const kind = kindIn(parameters.get("kind"));
  const pages = useRequests({ ...view.filter, ...(kind !== undefined && { kind }) });
  useTitle("Requests", consoleName);
  return (
    <div className="stack wide">
      <div className="row">
        <h1>Requests</h1>
        <Link to="/requests/new">Open one for a person</Link>
        <Link to="/tasks">Tasks</Link>
        <Link to="/terms">Terms</Link>
        <Link to="/blocks">Blocks</Link>
      </div>
      <SwitchedOff />
      <nav aria-label="Views" className="views">
        {Object.entries(views).map(([key, { name }]) => (
          <NavLink
            key={key}
            to={addressOf(key, kind)}
            aria-current={views[chosen]?.name === name ? "page" : "false"}
            className="view"
          >
            {name}
          </NavLink>
        ))}
      </nav>
      <NativeSelect
        className="kind"
        label="Kind"
        value={kind ?? ""}
        onChange={({ currentTarget }) => chooseKind(currentTarget.value)}
        data={[{ value: "", label: "All kinds" }, ...Object.entries(kinds).map(([value, label]) => ({ value, label }))]}
      />
      {pages.isPending && <Loading />}
      {pages.isError && <Trouble sentence={sentenceOf(pages.error)} again={() => pages.refetch()} />}
      {pages.isSuccess && <Rows rows={pages.data.pages.flatMap(({ requests }) => requests)} empty={view.empty} />}
      {pages.hasNextPage && (
        <div>
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <TurnSwitch />
    </div>
  );
};

type Kind = OfficerRequestRow["kind"];
const kindIn = (text: string | null): Kind | undefined => (text !== null && text in kinds ? (text as Kind) : undefined);

/** The address of a view: what was chosen beside it stays. */
const addressOf = (view: string, kind: Kind | undefined): string => {
  const query = new URLSearchParams({ ...(view !== "open" && { view }), ...(kind !== undefined && { kind }) });
  return query.size === 0 ? "/" : `/?${query}`;
};

const Rows = ({ rows, empty }: { rows: OfficerRequestRow[]; empty: string }) =>
  rows.length === 0 ? (
    <p className="quiet">{empty}</p>
  ) : (
    <ul className="rows">
      {rows.map((row) => (
        <Row key={row.requestId} row={row} />
      ))}
    </ul>
  );

const Row = ({ row }: { row: OfficerRequestRow }) => {
  const { requestId, kind, status, receivedAt, claimedBy, daysLeft, undelivered } = row;
  const isUrgent = !isEnded(row) && daysLeft <= 7;
  return (
    <li className="card request-row">
      <div className="stack tight">
        <div className="row">
          <Link to={kind === "block" ? `/blocks/${requestId}` : `/requests/${requestId}`} className="request-link">
            {kinds[kind]} …{requestId.slice(-6)}
          </Link>
          <StatusBadge status={status} />
        </div>
        <p className="quiet small">
          Received {ageOf(receivedAt)}
          {claimedBy === undefined ? "" : ` · taken on by ${byWhom(claimedBy)}`}
          {undelivered.length > 0 && " · a notice reached nobody"}
        </p>
      </div>
      <div className="row">
        {!isEnded(row) && <span className={isUrgent ? "urgent" : "quiet"}>{clockOf(row)}</span>}
        {!isEnded(row) && claimedBy === undefined && (
          <ActButton act={acts.claim} requestId={requestId} variant="default" />
        )}
      </div>
    </li>
  );
};
