import { useTitle } from "../shared/use-title.ts";
import { AskForData } from "./ask-for-data.tsx";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { RequestCard } from "./request-card.tsx";
import { problemIn } from "./trouble.tsx";
import { TroublePage } from "./trouble-page.tsx";
import { isOver, useOwnRequests } from "./use-own-requests.ts";

/** Where people ask for their data, or find what they asked for: who says No to new terms is led here. */
export const TakeData = () => {
  const { say } = useLanguage();
  const pages = useOwnRequests();
  useTitle(say.kind.export, say.portal.title);
  if (pages.isPending) return <Loading />;
  if (pages.isError) {
    const problem = problemIn(pages.error, say);
    return <TroublePage title={say.kind.export} problem={problem} again={() => pages.refetch()} />;
  }
  const exports = pages.data.pages.flatMap((page) => page.requests).filter(({ kind }) => kind === "export");
  const open = exports.filter((request) => !isOver(request));
  return (
    <div className="stack wide">
      <h1>{say.kind.export}</h1>
      {open.map((each) => (
        <RequestCard key={each.requestId} request={each} />
      ))}
      {open.length === 0 && <AskForData requests={exports} />}
    </div>
  );
};
