// Notes an acceptance of the terms that was given in the sign-up form: the field of auth0/sign-up, whose value is the version it shows.
// Without the field, or without its tick, it notes nothing and refuses nobody: the gate then asks at the first login. What is noted here
// is no evidence yet: at the first login the gate leads by the terms page, which puts it on record, and asks nothing again.

const flag = "habeas_terms";
const field = "ulp-terms";
const version = /^\w[\w.-]{0,39}$/;

const acceptedIn = (event, now) => {
  const given = event.request?.body?.[field];
  return typeof given === "string" && version.test(given)
    ? { version: given, acceptedAt: now.toISOString(), by: "sign-up" }
    : undefined;
};

exports.onExecutePreUserRegistration = async (event, api) => {
  const accepted = acceptedIn(event, new Date());
  if (accepted !== undefined) api.user.setAppMetadata(flag, accepted);
};

exports.acceptedIn = acceptedIn;
