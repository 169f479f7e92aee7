import { Link } from "react-router";
import { useTitle } from "../shared/use-title.ts";
import { useLanguage } from "./language.tsx";

export const NotFound = () => {
  const { portal } = useLanguage().say;
  useTitle(portal.notFoundTitle, portal.title);
  return (
    <div className="stack">
      <h1>{portal.notFoundTitle}</h1>
      <p>{portal.notFound}</p>
      <p>
        <Link to="/">{portal.toHome}</Link>
      </p>
    </div>
  );
};
