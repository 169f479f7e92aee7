/** A way to log in. A real tenant's connections are its owner's; these are the ones that the local tenant has. */
export interface Connection {
  id: string;
  name: string;
  strategy: string;
  /** What the login page calls it. */
  label: string;
  kind: "database" | "passwordless" | "social" | "enterprise";
}

export const database: Connection = {
  id: "con_localDatabase001",
  name: "Username-Password-Authentication",
  strategy: "auth0",
  label: "E-mail and password",
  kind: "database",
};

export const connections: readonly Connection[] = [
  database,
  { id: "con_localGoogle00001", name: "google-oauth2", strategy: "google-oauth2", label: "Google", kind: "social" },
  { id: "con_localExampleSaml", name: "example-saml", strategy: "samlp", label: "Example Corp", kind: "enterprise" },
  { id: "con_localEmailCode01", name: "email", strategy: "email", label: "a code by e-mail", kind: "passwordless" },
  { id: "con_localSmsCode0001", name: "sms", strategy: "sms", label: "a code by text message", kind: "passwordless" },
];

export const connectionNamed = (name: string): Connection | undefined =>
  connections.find((connection) => connection.name === name);

/** The connection of a provider, as identities name it. */
export const connectionOf = (provider: string): Connection | undefined =>
  connections.find((connection) => connection.strategy === provider);
