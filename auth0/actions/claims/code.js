// Says in the access token for our API when the person last proved who they are: Auth0's own access tokens carry no auth_time
// and no amr. Every time is copied from the login; none is ever read from a clock, so a silent login or a refresh stays as old
// as the login it goes back to, and a login that cannot say when it was is not fresh.
// It also says when the account was made: the same id may be somebody else's new account, and what was the former owner's is not theirs.

const audience = "https://habeas.dev/api";
const namespace = "https://habeas.dev/";

/** The latest of the times, as ISO 8601; undefined when there is none that is a time. */
const latest = (texts) => {
  const times = texts.map((text) => Date.parse(text)).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : new Date(Math.max(...times)).toISOString();
};

const timesOf = (methods) => methods.map((method) => method.timestamp);

/** Methods by which somebody shows who they are, and not only that they still hold a second factor. */
const isFirstFactor = (method) => method.name !== "mfa";

const own = ["auth0", "email", "sms"];

/** Whether somebody else, a social or an enterprise provider, vouched for the person: it may not have asked for credentials again. */
const isFederated = (event) => event.connection !== undefined && !own.includes(event.connection.strategy);

const claimsOf = (event) => {
  const methods = event.authentication?.methods ?? [];
  const claims = {
    authenticated_at: latest(timesOf(methods.filter(isFirstFactor))),
    mfa_at: latest(timesOf(methods.filter((method) => method.name === "mfa"))),
    federated: isFederated(event) || methods.some((method) => method.name === "federated"),
    account_created_at: latest([event.user?.created_at]),
  };
  return Object.entries(claims).filter(([, value]) => value !== undefined);
};

exports.onExecutePostLogin = async (event, api) => {
  if (event.resource_server?.identifier !== audience) return;
  for (const [name, value] of claimsOf(event)) api.accessToken.setCustomClaim(`${namespace}${name}`, value);
};

exports.claimsOf = (event) => Object.fromEntries(claimsOf(event));
