import { Alert } from "@mantine/core";
import type { OfficerRequest } from "../shared/client/index.ts";
import { dayOf, momentOf } from "./words.ts";

type Export = NonNullable<OfficerRequest["export"]>;
type Source = Export["sources"][number];

/** What the lists at the tenant are called. */
const sources: Record<string, string> = {
  profile: "Profile",
  organizations: "Organisations",
  "organization-roles": "Roles in organisations",
  invitations: "Invitations",
  roles: "Roles",
  permissions: "Permissions",
  grants: "Consents to applications",
  sessions: "Sessions",
  "refresh-tokens": "Refresh tokens",
  "device-credentials": "Devices",
  "connected-accounts": "Connected accounts",
  "authentication-methods": "Second factors and passkeys",
  "log-events": "Sign-in log",
};
const nameOf = (name: string): string =>
  name.startsWith("recipient:") ? `What ${name.slice("recipient:".length)} has` : (sources[name] ?? name);

const reasons: Record<string, string> = {
  TenantRefused: "Auth0 refused for good",
  Busy: "Auth0 could not be reached for some 40 minutes",
  "States.Timeout": "it took too long, again and again",
};

const inWords = ({ outcome, items, because = "" }: Source): string => {
  switch (outcome) {
    case "collected":
      return items === 1 ? "1 entry" : `${items ?? 0} entries`;
    case "not-available":
      return "not in the tenant's plan";
    case "missing":
      return `missing: ${reasons[because] ?? because}`;
  }
};

/** What was found of a person's data, list by list, and what became of the package. Nothing of the data itself. */
export const ExportOf = ({ of: { format, sources: found, package: made } }: { of: Export }) => (
  <section className="card stack" aria-labelledby="export">
    <h2 id="export">The package</h2>
    {made !== undefined && made.missing.length > 0 && (
      <Alert color="yellow" title="The package is not whole">
        It lacks what is listed here. The package says so, and so does the message to the person, who may ask for it.
        <ul>
          {made.missing.map((name) => (
            <li key={name}>{nameOf(name)}</li>
          ))}
        </ul>
      </Alert>
    )}
    <p>{standingOf(made)}</p>
    <p className="quiet small">
      {format === "full" ? "Everything (Article 15)." : "For another controller (Article 20)."} Only the person can
      fetch it.
    </p>
    {found.length > 0 && (
      <details open={found.some(({ outcome }) => outcome === "missing")}>
        <summary>What was collected at Auth0</summary>
        <dl className="facts">
          {found.map((source) => (
            <div key={source.source} className="fact">
              <dt>{nameOf(source.source)}</dt>
              <dd>{inWords(source)}</dd>
            </div>
          ))}
        </dl>
      </details>
    )}
  </section>
);

const standingOf = (made: Export["package"]): string => {
  if (made === undefined) return "It is not made yet.";
  const size = `${Math.ceil(made.bytes / 1024)} KB`;
  const fetched =
    made.downloadedAt === undefined
      ? "Nobody has fetched it yet."
      : `Fetched ${made.downloads === 1 ? "once" : `${made.downloads} times`}, first on ${momentOf(made.downloadedAt)}.`;
  return made.available
    ? `Ready since ${momentOf(made.madeAt)}, ${size}, until ${momentOf(made.until)}. ${fetched}`
    : `Made on ${dayOf(made.madeAt)}, ${size}; it can no longer be fetched. ${fetched}`;
};
