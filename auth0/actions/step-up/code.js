// Asks officers for a second factor. Bound before "claims", which records when it was given.

const audience = "https://habeas.dev/api";
const consoleName = "Habeas console";
const multiFactor = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const officerScopes = [
  "requests:read",
  "requests:decide",
  "blocks:write",
  "terms:publish",
  "audit:read",
  "subjects:reveal",
  "switch:write",
];

/** The application asks outright: our API wants a newer second factor than the session has (RFC 9470). */
const asksByAcr = (event) => (event.transaction?.acr_values ?? []).includes(multiFactor);

/** The login is for an officer's work: the console, or any officer's scope of our API. */
const asksForOfficersWork = (event) =>
  event.client.name === consoleName ||
  (event.resource_server?.identifier === audience &&
    (event.transaction?.requested_scopes ?? []).some((scope) => officerScopes.includes(scope)));

const hasSecondFactor = (event) => (event.authentication?.methods ?? []).some((method) => method.name === "mfa");

/** A refresh has nobody at the keyboard to ask; its tokens keep the old times, and our API judges those. */
const canAsk = (event) => event.transaction?.protocol !== "oauth2-refresh-token";

const needsSecondFactor = (event) =>
  canAsk(event) && (asksByAcr(event) || (asksForOfficersWork(event) && !hasSecondFactor(event)));

/** What the person may answer with: whatever they enrolled, or undefined when there is nothing yet. */
const enrolled = (event) => {
  const factors = (event.user.enrolledFactors ?? []).map((factor) => ({ type: factor.type }));
  return factors.length === 0 ? undefined : factors;
};

exports.onExecutePostLogin = async (event, api) => {
  if (!needsSecondFactor(event)) return;
  const factors = enrolled(event);
  if (factors === undefined) api.authentication.enrollWithAny([{ type: "otp" }, { type: "webauthn-roaming" }]);
  else api.authentication.challengeWithAny(factors);
};

exports.needsSecondFactor = needsSecondFactor;
exports.enrolled = enrolled;
