import type { OfficerRequest } from "../shared/client/index.ts";
import { ActButton } from "./act-button.tsx";
import { acts } from "./acts.ts";

const isAct = (action: string): action is keyof typeof acts => action in acts;
/** What a request in this state is most likely here for. */
const first = ["approve", "try-again"];

/** What can be done now, and what cannot, with the reason. */
export const Actions = ({ request }: { request: OfficerRequest }) => {
  const { requestId, actions, claimedBy } = request;
  // who has taken it on may put it back
  const named = actions.map((each) =>
    each.action === "claim" && claimedBy === "me" ? { ...each, action: "put-back" } : each,
  );
  const known = named.filter(({ action }) => isAct(action));
  const possible = known
    .filter(({ allowed }) => allowed)
    .toSorted((one, other) => Number(first.includes(other.action)) - Number(first.includes(one.action)));
  const closed = known.filter(({ allowed }) => !allowed);
  return (
    <section className="card stack" aria-labelledby="actions">
      <h2 id="actions">What you can do</h2>
      {possible.length === 0 && <p className="quiet">Nothing just now.</p>}
      <div className="row">
        {possible.map(({ action }) =>
          isAct(action) ? (
            <ActButton
              key={action}
              act={acts[action]}
              requestId={requestId}
              request={request}
              variant={first.includes(action) ? "filled" : "default"}
            />
          ) : null,
        )}
      </div>
      {closed.length > 0 && (
        <details>
          <summary>What is closed, and why</summary>
          <ul className="small">
            {closed.map(({ action, why }) => (
              <li key={action}>
                {isAct(action) && acts[action].label}: <span className="quiet">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};
