import { Badge, Button } from "@mantine/core";
import { Link } from "react-router";
import type { Bulk, BulkRow } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { bulkColours, bulkStates, titleOf } from "./bulk-words.ts";
import { Loading } from "./loading.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useBulks } from "./use-bulks.ts";
import { ageOf, byWhom, consoleName, dayOf } from "./words.ts";

export const BulkBadge = ({ state }: Pick<Bulk, "state">) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={bulkColours[state] ?? "teal"}>
    {bulkStates[state]}
  </Badge>
);

/** Lists of accounts that are blocked, or let in again, by one decision. */
export const BulkList = () => {
  const pages = useBulks();
  useTitle("Many at once", consoleName);
  const rows = pages.data?.pages.flatMap(({ bulks }) => bulks) ?? [];
  return (
    <div className="stack wide">
      <p>
        <Link to="/blocks">All blocks</Link>
      </p>
      <div className="row">
        <h1>Many at once</h1>
        <Link to="/blocks/lists/new">Hand in a list</Link>
      </div>
      {pages.isPending && <Loading />}
      {pages.isError && <Trouble sentence={sentenceOf(pages.error)} again={() => pages.refetch()} />}
      {pages.isSuccess && rows.length === 0 && <p className="quiet">No list has been handed in yet.</p>}
      <ul className="rows">
        {rows.map((bulk) => (
          <Row key={bulk.bulkId} bulk={bulk} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <div>
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
};

const Row = ({ bulk }: { bulk: BulkRow }) => {
  const { bulkId, state, openedAt, openedBy, decideBy, attention } = bulk;
  return (
    <li className="card request-row">
      <div className="stack tight">
        <div className="row">
          <Link to={`/blocks/lists/${bulkId}`} className="request-link">
            {titleOf(bulk)}
          </Link>
          <BulkBadge state={state} />
        </div>
        <p className="quiet small">
          Handed in {ageOf(openedAt)} by {byWhom(openedBy)}
        </p>
      </div>
      {attention !== undefined ? (
        <span className="urgent">needs attention</span>
      ) : (
        state === "proposed" && <span className="quiet">lapses {dayOf(decideBy)}</span>
      )}
    </li>
  );
};
