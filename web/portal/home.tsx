import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import { Link } from "react-router";
import { useTitle } from "../shared/use-title.ts";
import { AskForData } from "./ask-for-data.tsx";
import { ForPerson } from "./for-person.tsx";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { RequestCard } from "./request-card.tsx";
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
  const restrictionIsOpen = requests.some((request) => request.kind === "restriction" && !isOver(request));
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
      {!restrictionIsOpen && (
        <section className="card stack" aria-labelledby="restrict">
          <h2 id="restrict">{say.kind.restriction}</h2>
          <p className="quiet">{say.restrict.hint}</p>
          <div>
            <Button component={Link} to="/restrict" variant="default">
              {say.restrict.title}
            </Button>
          </div>
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
