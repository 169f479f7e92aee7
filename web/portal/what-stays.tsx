import type { DeletionTerms } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";

/** What is not deleted, with the law that keeps it (GDPR Article 17(3)). */
export const WhatStays = ({ terms }: { terms: DeletionTerms }) => {
  const { language, say } = useLanguage();
  const { deletion } = say;
  return (
    <section className="stack" aria-labelledby="stays">
      <h2 id="stays">{deletion.stays}</h2>
      <ul>
        {terms.keeps.map(({ what, until, ground, law, ofSomeOnly }) => {
          const kept = deletion.kept(what[language] ?? "", until[language] ?? "", deletion.ground[ground](law));
          return <li key={law + what.en}>{ofSomeOnly ? deletion.ofSomeOnly(kept) : kept}</li>;
        })}
        <li>{deletion.logs}</li>
        <li>{deletion.closing}</li>
      </ul>
    </section>
  );
};
