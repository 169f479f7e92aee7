import type { OfficerRequest } from "../shared/client/index.ts";
import { dayOf, momentOf, oddities, whoIs } from "./words.ts";

type Plan = NonNullable<OfficerRequest["plan"]>;

/** What will be deleted in numbers, what is kept and why, and who has said yes to exactly this. */
export const PlanOf = ({ request, plan }: { request: OfficerRequest; plan: Plan }) => {
  const { systems, keeps, oddities: odd, approvalsNeeded, digest, madeAt } = plan;
  const counted = request.approvals.filter(({ counts }) => counts).length;
  return (
    <section className="card stack" aria-labelledby="plan">
      <h2 id="plan">Plan</h2>
      {odd.length > 0 && (
        <div className="stack tight">
          <h3>Why somebody should look</h3>
          <ul>
            {odd.map((oddity) => (
              <li key={oddity}>{oddities[oddity]}</li>
            ))}
          </ul>
        </div>
      )}
      {systems.some(isTold) && <h3>{headings[request.kind] ?? "What is done"}</h3>}
      {systems
        .filter(({ until }) => until === undefined)
        .map((system) => (
          <SystemOf key={system.system} system={system} />
        ))}
      {systems.some(({ until }) => until !== undefined) && <h3>What goes by itself</h3>}
      {systems
        .filter(({ until }) => until !== undefined)
        .map((system) => (
          <SystemOf key={system.system} system={system} />
        ))}
      {keeps.length > 0 && (
        <div className="stack tight">
          <h3>What is kept</h3>
          <ul>
            {keeps.map(({ what, law, until }) => (
              <li key={law + what.en}>
                {what.en}: until {until.en} ({law})
              </li>
            ))}
          </ul>
        </div>
      )}
      <h3>Approvals</h3>
      <p>{approvalsNeeded === 0 ? "None is needed." : `${counted} of ${approvalsNeeded}`}</p>
      {request.approvals.length > 0 && (
        <ul>
          {request.approvals.map(({ by, at, counts }) => (
            <li key={by + at}>
              {whoIs(by)}, {momentOf(at)}
              {!counts && " (of an earlier plan, does not count)"}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet small">
        Made {momentOf(madeAt)}, digest <code>{digest}</code>
      </p>
    </section>
  );
};

const headings: Partial<Record<OfficerRequest["kind"], string>> = {
  deletion: "What is deleted",
  export: "What is collected",
};

/** Something stands below the heading: numbers, or that the tenant would not tell them. */
const isTold = ({ counts, notAvailable = [], until }: Plan["systems"][number]): boolean =>
  until === undefined && (Object.values(counts).some((count) => count > 0) || notAvailable.length > 0);

/** The tenant names a moment, a policy may name anything. */
const dayOrWords = (until: string): string => (/^\d{4}-\d\d-\d\dT/.test(until) ? dayOf(until) : until);

const SystemOf = ({ system: { system, counts, notAvailable = [], until } }: { system: Plan["systems"][number] }) => {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0 && notAvailable.length === 0) return null;
  return (
    <div className="stack tight">
      <p>
        <strong>{system}</strong>
        {until !== undefined && <span className="quiet">, by {dayOrWords(until)}</span>}
      </p>
      <ul className="counts">
        {some.map(([what, count]) => (
          <li key={what}>
            <span className="count">{count}</span> {what.replaceAll(/([A-Z])/g, " $1").toLowerCase()}
          </li>
        ))}
      </ul>
      {notAvailable.length > 0 && <p className="quiet small">Not told: {notAvailable.join(", ")}</p>}
    </div>
  );
};
