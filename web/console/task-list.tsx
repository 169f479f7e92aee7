import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Task } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { ActButton } from "./act-button.tsx";
import { Loading } from "./loading.tsx";
import { decideAct } from "./recipient-acts.ts";
import { taskTitle } from "./recipient-words.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useTasks } from "./use-recipients.ts";
import { ageOf, consoleName, dayOf } from "./words.ts";

/** What somebody must see to: recipients that are asked by hand, and what happened at Auth0. */
export const TaskList = () => {
  const pages = useTasks();
  useTitle("Tasks", consoleName);
  const tasks = pages.data?.pages.flatMap((page) => page.tasks) ?? [];
  return (
    <div className="stack wide">
      <p>
        <Link to="/">All requests</Link>
      </p>
      <h1>Tasks</h1>
      {pages.isPending && <Loading />}
      {pages.isError && <Trouble sentence={sentenceOf(pages.error)} again={() => pages.refetch()} />}
      {pages.isSuccess && tasks.length === 0 && <p className="quiet">Nothing is open. New tasks appear here.</p>}
      <ul className="rows">
        {tasks.map((task) => (
          <Row key={task.taskId} task={task} />
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

const Row = ({ task }: { task: Task }) => {
  const { taskId, recipient, reaction, openedAt, urgent } = task;
  return (
    <li className="card request-row">
      <div className="stack tight">
        <h2 className="request-link">
          {recipient === undefined ? (
            taskTitle(task)
          ) : (
            <Link to={`/requests/${recipient.requestId}`}>{taskTitle(task)}</Link>
          )}
        </h2>
        <p className="quiet small">
          Opened {ageOf(openedAt)}
          {reaction !== undefined && ` by the rule “${reaction}”`}
          {recipient !== undefined &&
            ` · holds ${recipient.holds.join(", ")} · for request …${recipient.requestId.slice(-6)}`}
        </p>
      </div>
      <div className="row">
        {urgent && <span className="urgent">Please look now</span>}
        {recipient === undefined ? (
          <ActButton act={decideAct(task)} requestId={taskId} />
        ) : (
          <span className="quiet">Until {dayOf(recipient.answerBy)}</span>
        )}
      </div>
    </li>
  );
};
