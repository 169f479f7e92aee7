import { Link } from "react-router";
import { useTitle } from "../shared/use-title.ts";
import { consoleName } from "./words.ts";

export const NotFound = () => {
  useTitle("No such page", consoleName);
  return (
    <div className="stack">
      <h1>There is no such page</h1>
      <p>The address may be old or mistyped.</p>
      <p>
        <Link to="/">Go to the requests</Link>
      </p>
    </div>
  );
};
