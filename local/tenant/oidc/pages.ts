import type { Connection } from "../connections.ts";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const style = `
  :root { color-scheme: light dark; background: light-dark(#fff, #121212) }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem }
  h1 { font-size: 1.4rem; font-weight: 600 } label { display: block; margin-top: 1rem }
  input, button { font: inherit; box-sizing: border-box; width: 100%; padding: .6rem .7rem; border: 1px solid #888; border-radius: .3rem }
  input[type=checkbox] { width: auto } button { margin-top: 1.2rem; cursor: pointer } .error { border-left: .25rem solid #c33; padding-left: .7rem }
  .ulp-field label { display: inline } small { color: light-dark(#595959, #a6a6a6) } ul { list-style: none; padding: 0 }`;

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1>
${content}
</main></body>
</html>`;

const message = (error: string | undefined): string =>
  error === undefined ? "" : `<p class="error" role="alert" id="error">${escaped(error)}</p>`;

/** A form names its error, so that whoever hears the page hears why it is shown again. */
const described = (error: string | undefined): string => (error === undefined ? "" : ' aria-describedby="error"');

const otherWays = (state: string, connections: readonly Connection[]): string =>
  connections.length === 0
    ? ""
    : `<h2 style="font-size:1rem">Or continue with</h2><ul>${connections
        .map(
          ({ name, label }) =>
            `<li><a href="/u/connection?state=${escaped(state)}&amp;connection=${escaped(name)}">${escaped(label)}</a></li>`,
        )
        .join("")}</ul>`;

export const loginPage = (facts: {
  application: string;
  state: string;
  username: string;
  others: readonly Connection[];
  error?: string | undefined;
}): string =>
  page(
    `Sign in to ${facts.application}`,
    `${message(facts.error)}
<form method="post" action="/u/login?state=${escaped(facts.state)}">
<input type="hidden" name="state" value="${escaped(facts.state)}">
<label for="username">E-mail address</label>
<input id="username" name="username" type="email" autocomplete="username" required value="${escaped(facts.username)}"${described(facts.error)}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${described(facts.error)}>
<button type="submit" name="action" value="default">Continue</button>
</form>
<p><a href="/u/signup?state=${escaped(facts.state)}">Sign up</a></p>
${otherWays(facts.state, facts.others)}
<p><small>A local Auth0 tenant, for trying. Everybody here is invented.</small></p>`,
  );

/** `field` is markup of the tenant's own configuration. */
export const signUpPage = (facts: {
  application: string;
  state: string;
  username: string;
  field: string;
  error?: string | undefined;
}): string =>
  page(
    `Sign up to ${facts.application}`,
    `${message(facts.error)}
<form method="post" action="/u/signup?state=${escaped(facts.state)}">
<input type="hidden" name="state" value="${escaped(facts.state)}">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${escaped(facts.username)}"${described(facts.error)}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required${described(facts.error)}>
${facts.field}
<button type="submit" name="action" value="default">Continue</button>
</form>
<p><small>A local Auth0 tenant, for trying. The account is deleted with its data folder.</small></p>`,
  );

/** Stands in for another provider, or for the code that a real tenant would send. */
export const connectionPage = (facts: {
  connection: Connection;
  state: string;
  /** Of the tenant's own configuration, for whoever is new. */
  field: string;
  error?: string | undefined;
}): string => {
  const { connection, state, field, error } = facts;
  const needsCode = connection.kind === "passwordless";
  const isPhone = connection.strategy === "sms";
  return page(
    needsCode ? `Sign in with ${connection.label}` : `This page stands in for ${connection.label}`,
    `${message(error)}
<form method="post" action="/u/connection?state=${escaped(state)}">
<input type="hidden" name="state" value="${escaped(state)}">
<input type="hidden" name="connection" value="${escaped(connection.name)}">
<label for="username">${isPhone ? "Phone number" : "E-mail address"}</label>
<input id="username" name="username" type="${isPhone ? "tel" : "email"}" autocomplete="username" required${described(error)}>
${
  needsCode
    ? `<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required${described(error)}>
${field}`
    : ""
}
<button type="submit">Continue</button>
</form>
<p><small>${needsCode ? "Nothing is sent from here: the code is 123456." : "Whoever you name here, is signed in. An unknown address becomes a new account."}</small></p>`,
  );
};

export const challengePage = (facts: { state: string; enroll: boolean; error?: string | undefined }): string =>
  page(
    facts.enroll ? "Set up your second factor" : "Confirm it is you",
    `${message(facts.error)}
<form method="post" action="/u/mfa-otp-challenge?state=${escaped(facts.state)}">
<input type="hidden" name="state" value="${escaped(facts.state)}">
<label for="code">One-time code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required${described(facts.error)}>
<button type="submit" name="action" value="default">Continue</button>
</form>
<p><small>The code of everybody's authenticator in this local tenant is 123456.</small></p>`,
  );

export const messagePage = (title: string, text: string): string => page(title, `<p>${escaped(text)}</p>`);
