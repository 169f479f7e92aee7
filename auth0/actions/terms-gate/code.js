// Asks for new terms at login: whoever has not accepted the version that is in force goes to the terms page and comes back with a
// signed answer. What is asked of whom stands in SETTINGS, which Habeas writes (docs/terms.md); nothing is looked up, so a login costs
// no call. When there are no rules, or SETTINGS cannot be read, nobody is asked: a mistake here must not lock a company out.

const { randomUUID } = require("node:crypto");

const sessionSeconds = 3600;
const denial = "terms_required";

/** SETTINGS as an object with rules; without rules, a page and a secret the gate is off. */
const settingsOf = ({ secrets }) => {
  try {
    const settings = JSON.parse(secrets.SETTINGS);
    const canAsk = Array.isArray(settings.rules) && typeof settings.page === "string" && secrets.SESSION_SECRET;
    return canAsk ? settings : { rules: [] };
  } catch {
    return { rules: [] };
  }
};

/** An audience narrows by every list it has; without any it is everybody. */
const isFor = (event, { connections, organizations, regions, applications }) => {
  const fits = (list, value) => list === undefined || (value !== undefined && list.includes(value));
  return (
    fits(connections, event.connection?.name) &&
    fits(organizations, event.organization?.id) &&
    fits(regions, event.user.app_metadata?.region) &&
    fits(applications, event.client.client_id)
  );
};

/**
 * Our own pages, where people have their rights whatever they accepted; who must always reach their login; and whose data is only stored
 * (GDPR Article 18), which Habeas marks on the account.
 */
const isNeverAsked = (event, { neverGate = [] }) =>
  event.client.metadata?.habeas_gate === "never" ||
  event.user.app_metadata?.habeas_restricted === true ||
  (event.authorization?.roles ?? []).some((role) => neverGate.includes(role));

/** The rule that this login does not yet meet; undefined when there is none. */
const ruleFor = (event, settings) => {
  if (settings.rules.length === 0 || isNeverAsked(event, settings)) return undefined;
  const rule = settings.rules.find(({ audience }) => isFor(event, audience ?? {}));
  if (rule === undefined) return undefined;
  const accepted = event.user.app_metadata?.[settings.flag]?.version;
  return rule.enough.includes(accepted) ? undefined : rule;
};

/** What was accepted in the sign-up form and is not on record yet: once the page has it, the flag says no more where it came from. */
const signedUpWith = (event, settings) => {
  const flag = event.user.app_metadata?.[settings.flag];
  return flag?.by === "sign-up" && settings.page !== undefined && !isNeverAsked(event, settings) ? flag : undefined;
};

const isSilent = ({ transaction, request }) =>
  (transaction?.prompt ?? []).includes("none") || request?.query?.prompt === "none";

/**
 * What is to be done with a login. "ask": the person goes to the terms page. Where nobody is there to be asked, a soft gate lets pass and
 * a hard one does not: a silent login is sent away as well, which Auth0 answers with interaction_required; a refresh is denied.
 */
const decide = (event, settings, canRedirect) => {
  const rule = ruleFor(event, settings);
  const signedUp = signedUpWith(event, settings);
  if (rule === undefined && signedUp !== undefined && canRedirect) {
    return { do: "ask", rule: { version: signedUp.version, mode: "soft" }, signedUpAt: signedUp.acceptedAt };
  }
  if (rule === undefined) return { do: "pass" };
  if (canRedirect) return { do: "ask", rule };
  if (rule.mode === "soft") return { do: "pass" };
  return isSilent(event) ? { do: "ask", rule } : { do: "deny", reason: denial };
};

/** What the terms page must know. It is bound to the person by `sub`, and by the page to the login it first comes with. */
const sessionPayload = (event, { version, mode }, signedUpAt) => ({
  jti: randomUUID(),
  purpose: "terms-gate",
  version,
  mode,
  group: event.organization?.id ?? event.connection?.name ?? "unknown",
  application: event.client.name ?? "",
  locale: event.transaction?.locale ?? "",
  ...(signedUpAt !== undefined && { signedUpAt }),
});

/** What to do with an answer that the page signed; undefined: there was none that counts. */
const decideAnswer = (event, settings, answer) => {
  const isOurs = answer?.purpose === "terms-answer" && answer.sub === event.user.user_id;
  const rule = ruleFor(event, settings);
  const accepted =
    isOurs &&
    answer.answer === "accepted" &&
    typeof answer.version === "string" &&
    typeof answer.acceptedAt === "string"
      ? { version: answer.version, acceptedAt: answer.acceptedAt }
      : undefined;
  const isEnough = rule === undefined || (accepted !== undefined && rule.enough.includes(accepted.version));
  // whom the page knows as restricted before the account is marked
  const isSpared = isOurs && answer.answer === "spared";
  const passes = isEnough || isSpared || rule.mode === "soft";
  return {
    ...(accepted !== undefined && isEnough && { flag: accepted }),
    ...(passes ? { do: "pass" } : { do: "deny", reason: denial }),
  };
};

exports.onExecutePostLogin = async (event, api) => {
  const settings = settingsOf(event);
  const decision = decide(event, settings, api.redirect.canRedirect());
  if (decision.do === "deny") api.access.deny(decision.reason);
  if (decision.do !== "ask") return;
  const session_token = api.redirect.encodeToken({
    secret: event.secrets.SESSION_SECRET,
    expiresInSeconds: sessionSeconds,
    payload: sessionPayload(event, decision.rule, decision.signedUpAt),
  });
  api.redirect.sendUserTo(settings.page, { query: { session_token } });
};

exports.onContinuePostLogin = async (event, api) => {
  const settings = settingsOf(event);
  const decision = decideAnswer(event, settings, readAnswer(event, api));
  if (decision.flag !== undefined && settings.flag !== undefined) {
    api.user.setAppMetadata(settings.flag, decision.flag);
  }
  if (decision.do === "deny") api.access.deny(decision.reason);
};

/** Signature, time and state are checked by Auth0; whatever fails is no answer. */
const readAnswer = (event, api) => {
  try {
    return api.redirect.validateToken({ secret: event.secrets.SESSION_SECRET, tokenParameterName: "terms_answer" });
  } catch {
    return undefined;
  }
};

exports.settingsOf = settingsOf;
exports.decide = decide;
exports.decideAnswer = decideAnswer;
exports.sessionPayload = sessionPayload;
