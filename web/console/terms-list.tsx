import { Badge } from "@mantine/core";
import { Link } from "react-router";
import type { TermsRow } from "../shared/client/index.ts";
import { useClaims } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { Loading } from "./loading.tsx";
import { campaignColours, campaignStatuses, documentKinds } from "./terms-words.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";
import { useTermsList } from "./use-terms.ts";
import { consoleName, dayOf } from "./words.ts";

/** Every version that was published, and those that could be. */
export const TermsList = () => {
  const found = useTermsList();
  useTitle("Terms", consoleName);
  return (
    <div className="stack wide">
      <p>
        <Link to="/">All requests</Link>
      </p>
      <h1>Terms and notices</h1>
      {found.isPending && <Loading />}
      {found.isError && <Trouble sentence={sentenceOf(found.error)} again={() => found.refetch()} />}
      {found.isSuccess && (
        <>
          <Drafts drafts={found.data.drafts} />
          <section className="stack" aria-labelledby="published">
            <h2 id="published">Published</h2>
            {found.data.terms.length === 0 && <p className="quiet">Nothing has been published yet.</p>}
            <ul className="rows">
              {found.data.terms.map((row) => (
                <Row key={`${row.document} ${row.version}`} row={row} />
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  );
};

const Row = ({ row }: { row: TermsRow }) => {
  const { document, version, kind, change, effectiveAt, requiredAt, status, attention } = row;
  return (
    <li className="card request-row">
      <div className="stack tight">
        <div className="row">
          <Link to={`/terms/${document}/${version}`} className="request-link">
            {kind === "terms" ? documentKinds[kind] : `${documentKinds[kind]}: ${document}`} {version}
          </Link>
          <CampaignBadge status={status} change={change} />
        </div>
        <p className="quiet small">
          In force from {dayOf(effectiveAt)}
          {requiredAt !== undefined && `, required from ${dayOf(requiredAt)}`}
        </p>
      </div>
      {attention !== undefined && <span className="urgent">Needs attention</span>}
    </li>
  );
};

export const CampaignBadge = ({ status, change }: Pick<TermsRow, "status" | "change">) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={(status && campaignColours[status]) ?? "teal"}>
    {status === undefined
      ? change === "editorial"
        ? "Editorial, asks nobody"
        : "Published"
      : campaignStatuses[status]}
  </Badge>
);

interface DraftsProps {
  drafts: { kind: TermsRow["kind"]; document: string; version: string; title: string; locales: string[] }[];
}

const Drafts = ({ drafts }: DraftsProps) => {
  const claims = useClaims();
  if (drafts.length === 0) return null;
  const mayPublish = claims?.permissions.includes("terms:publish") === true;
  return (
    <section className="stack" aria-labelledby="drafts">
      <h2 id="drafts">Not published yet</h2>
      <ul className="rows">
        {drafts.map(({ kind, document, version, title, locales }) => (
          <li key={`${document} ${version}`} className="card request-row">
            <div className="stack tight">
              <span className="request-link">
                {title} {version}
              </span>
              <p className="quiet small">
                {documentKinds[kind]} · texts in {locales.join(", ")}
              </p>
            </div>
            {mayPublish ? (
              <Link to={`/terms/${document}/${version}/publish`}>Rehearse and publish</Link>
            ) : (
              <span className="quiet small">Whoever may publish terms can do it here.</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};
