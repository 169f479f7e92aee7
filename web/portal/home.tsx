import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { AskForData } from "./ask-for-data.tsx";
import { ForPerson } from "./for-person.tsx";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { StatusBadge } from "./status.tsx";
import { problemIn } from "./trouble.tsx";
import { TroublePage } from "./trouble-page.tsx";
import { isOver, useOwnRequests } from "./use-own-requests.ts";

export const Home = () => (
  <ForPerson>
    <MyRequests />
  </ForPerson>
);

const MyRequests = () => {
  const { say } = useLanguage();
  const { loginWithRedirect } = useAuth0();
  const pages = useOwnRequests();
  useTitle(say.home.title, say.portal.title);
  if (pages.isPending) return <Loading />;
  if (pages.isError) {
    const problem = problemIn(pages.error, say);
    const signIn = problem === "sign-in-needed" || problem === "token-refused";
    return (
      <TroublePage
        title={say.home.title}
        problem={problem}
        again={signIn ? () => loginWithRedirect() : () => pages.refetch()}
      />
    );
  }
  const requests = pages.data.pages.flatMap((page) => page.requests);
  const deletionIsOpen = requests.some((request) => request.kind === "deletion" && !isOver(request));
  const exportIsOpen = requests.some((request) => request.kind === "export" && !isOver(request));
  return (
    <div className="stack wide">
      <h1>{say.home.title}</h1>
      {requests.length === 0 ? (
        <Nothing />
      ) : (
        requests.map((each) => <RequestCard key={each.requestId} request={each} />)
      )}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {say.home.more}
        </Button>
      )}
      {!exportIsOpen && (
        <section className="card stack">
          <h2>{say.kind.export}</h2>
          <AskForData requests={requests} />
        </section>
      )}
      {!deletionIsOpen && <WhatToAsk />}
    </div>
  );
};

const Nothing = () => {
  const { home } = useLanguage().say;
  return (
    <div className="stack">
      <p>{home.none}</p>
      <p className="quiet">{home.noneHint}</p>
    </div>
  );
};

const RequestCard = ({ request }: { request: Request }) => {
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
          {say.home.received(date(receivedAt))}. {!isOver(request) && `${say.home.due(date(dueAt))}.`}
        </p>
      )}
    </article>
  );
};

const WhatToAsk = () => {
  const { home } = useLanguage().say;
  return (
    <section className="card stack" aria-labelledby="ask">
      <h2 id="ask">{home.ask}</h2>
      <p className="quiet">{home.deleteHint}</p>
      <div>
        <Button component={Link} to="/delete" variant="default">
          {home.delete}
        </Button>
      </div>
    </section>
  );
};
