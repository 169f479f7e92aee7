import { Badge, Button, NativeSelect } from "@mantine/core";
import { Link, NavLink, useSearchParams } from "react-router";
import type { Block } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { blockColours, blockReasons, blockStates, endInWords, nextInWords, reachInWords } from "./block-words.ts";
import { SwitchedOff } from "./kill-switch.tsx";
import { Loading } from "./loading.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { type BlockFilter, useBlocks } from "./use-blocks.ts";
import { consoleName } from "./words.ts";

type View = NonNullable<BlockFilter["state"]>;
const views: Record<View, { name: string; empty: string }> = {
  standing: { name: "Standing", empty: "Nobody is blocked." },
  "review-due": { name: "To be looked at", empty: "No block is due for a look." },
  proposed: { name: "Proposed", empty: "Nothing is proposed." },
  over: { name: "Over", empty: "No block is over yet." },
};
const viewIn = (text: string | null): View => (text !== null && text in views ? (text as View) : "standing");
const reasonIn = (text: string | null): Block["reason"] | undefined =>
  text !== null && text in blockReasons ? (text as Block["reason"]) : undefined;

/** The address of a view: what was chosen beside it stays. */
const addressOf = (view: View, reason: Block["reason"] | undefined): string => {
  const query = new URLSearchParams({ ...(view !== "standing" && { view }), ...(reason !== undefined && { reason }) });
  return query.size === 0 ? "/blocks" : `/blocks?${query}`;
};

export const BlockList = () => {
  const [parameters, setParameters] = useSearchParams();
  const view = viewIn(parameters.get("view"));
  const reason = reasonIn(parameters.get("reason"));
  const pages = useBlocks({ state: view, ...(reason !== undefined && { reason }) });
  useTitle("Blocks", consoleName);
  const chooseReason = (chosen: string) =>
    setParameters((before) => {
      before.delete("reason");
      if (chosen !== "") before.set("reason", chosen);
      return before;
    });
  return (
    <div className="stack wide">
      <p>
        <Link to="/">All requests</Link>
      </p>
      <div className="row">
        <h1>Blocks</h1>
        <Link to="/blocks/new">Block a person</Link>
        <Link to="/blocks/lists">Many at once</Link>
        <Link to="/blocks/auth0">Auth0's own blocks</Link>
      </div>
      <SwitchedOff />
      <nav aria-label="Views" className="views">
        {Object.entries(views).map(([key, { name }]) => (
          <NavLink
            key={key}
            to={addressOf(key as View, reason)}
            aria-current={key === view ? "page" : "false"}
            className="view"
          >
            {name}
          </NavLink>
        ))}
      </nav>
      <NativeSelect
        className="kind"
        label="Reason"
        value={reason ?? ""}
        onChange={({ currentTarget }) => chooseReason(currentTarget.value)}
        data={[
          { value: "", label: "All reasons" },
          ...Object.entries(blockReasons).map(([value, label]) => ({ value, label })),
        ]}
      />
      {pages.isPending && <Loading />}
      {pages.isError && <Trouble sentence={sentenceOf(pages.error)} again={() => pages.refetch()} />}
      {pages.isSuccess && <Rows rows={pages.data.pages.flatMap(({ blocks }) => blocks)} empty={views[view].empty} />}
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

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const Rows = ({ rows, empty }: { rows: Block[]; empty: string }) =>
  rows.length === 0 ? (
    <p className="quiet">{empty}</p>
  ) : (
    <ul className="rows">
      {rows.map((block) => (
        <Row key={block.requestId} block={block} />
      ))}
    </ul>
  );

export const BlockBadge = ({ state }: Pick<Block, "state">) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={blockColours[state] ?? "teal"}>
    {blockStates[state]}
  </Badge>
);

const Row = ({ block }: { block: Block }) => {
  const { requestId, state, reason, reach, end, automatic, undelivered, attention } = block;
  const next = nextInWords(block);
  return (
    <li className="card request-row">
      <div className="stack tight">
        <div className="row">
          <Link to={`/blocks/${requestId}`} className="request-link">
            {blockReasons[reason]} …{requestId.slice(-6)}
          </Link>
          <BlockBadge state={state} />
        </div>
        <p className="quiet small">
          {capital(reachInWords(reach))}, {endInWords(end)}
          {automatic && " · begun by an event"}
          {undelivered.length > 0 && " · a notice reached nobody"}
        </p>
      </div>
      {next !== undefined && (
        <span className={state === "review-due" || attention !== undefined ? "urgent" : "quiet"}>{next}</span>
      )}
    </li>
  );
};
