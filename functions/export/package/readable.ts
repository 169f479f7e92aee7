import type { Locale } from "#kernel/subject.ts";
import type { DataName } from "./texts.ts";

// How people read the data: fewer columns than the files have, each by a name in their language. Whoever needs an id finds it in the files.

type In = Record<Locale, string>;
export interface Column {
  path: string;
  label: In;
}

const column = (path: string, en: string, de: string): Column => ({ path, label: { en, de } });
const name = column("name", "Name", "Name");
const application = (path: string): Column => column(path, "Application", "Anwendung");
const created = column("created_at", "Since", "Seit");
const expires = column("expires_at", "Until", "Bis");
const what = column("description", "What", "Was");

export const readable: Partial<Record<DataName, readonly Column[]>> = {
  organizations: [column("display_name", "Organisation", "Organisation"), name],
  "organization-roles": [
    column("name", "Role", "Rolle"),
    what,
    column("organization_id", "Organisation", "Organisation"),
  ],
  invitations: [
    column("organization_id", "Organisation", "Organisation"),
    column("invitee.email", "To", "An"),
    column("created_at", "Sent", "Gesendet"),
    expires,
  ],
  roles: [column("name", "Role", "Rolle"), what],
  permissions: [
    column("permission_name", "Permission", "Berechtigung"),
    column("resource_server_identifier", "For", "Für"),
    what,
  ],
  grants: [application("clientID"), column("audience", "May use", "Darf nutzen"), column("scope", "For", "Wofür")],
  sessions: [
    column("authenticated_at", "Signed in", "Angemeldet"),
    column("last_interacted_at", "Last seen", "Zuletzt gesehen"),
    expires,
    column("device.last_ip", "Address", "Adresse"),
    column("device.last_user_agent", "Browser", "Browser"),
  ],
  "refresh-tokens": [
    application("client_id"),
    created,
    column("last_exchanged_at", "Last used", "Zuletzt benutzt"),
    expires,
  ],
  "device-credentials": [
    column("device_name", "Device", "Gerät"),
    column("type", "Kind", "Art"),
    application("client_id"),
  ],
  "connected-accounts": [column("connection", "With", "Mit"), column("scopes", "For", "Wofür"), created, expires],
  "authentication-methods": [
    column("type", "Kind", "Art"),
    name,
    column("confirmed", "Confirmed", "Bestätigt"),
    created,
    column("last_auth_at", "Last used", "Zuletzt benutzt"),
  ],
  "log-events": [
    column("date", "When", "Wann"),
    what,
    column("client_name", "Application", "Anwendung"),
    column("ip", "Address", "Adresse"),
    column("user_agent", "Browser", "Browser"),
  ],
  terms: [
    column("at", "When", "Wann"),
    column("document", "What", "Was"),
    column("version", "Version", "Fassung"),
    column("answer", "Answer", "Antwort"),
  ],
  requests: [
    column("receivedAt", "Asked", "Gestellt"),
    column("kind", "What", "Was"),
    column("status", "Standing", "Stand"),
    column("dueAt", "Due", "Fällig"),
    column("closedAt", "Closed", "Geschlossen"),
  ],
  history: [column("at", "When", "Wann"), column("event", "What", "Was"), column("actor", "By", "Durch")],
  recipients: [
    column("recipient", "System", "System"),
    column("holds", "Holds", "Hat"),
    column("purpose", "Purpose", "Zweck"),
    column("region", "Region", "Region"),
    column("status", "Answer", "Antwort"),
    column("answeredAt", "When", "Wann"),
  ],
};

/** What Auth0 calls the members of a profile, in words. Others, such as a company's own notes, are shown by the names that they have. */
export const memberLabels: Record<string, In> = {
  user_id: { en: "User id", de: "Benutzerkennung" },
  email: { en: "E-mail address", de: "E-Mail-Adresse" },
  email_verified: { en: "E-mail address verified", de: "E-Mail-Adresse bestätigt" },
  username: { en: "User name", de: "Benutzername" },
  phone_number: { en: "Phone number", de: "Telefonnummer" },
  phone_verified: { en: "Phone number verified", de: "Telefonnummer bestätigt" },
  name: { en: "Name", de: "Name" },
  nickname: { en: "Nickname", de: "Spitzname" },
  given_name: { en: "Given name", de: "Vorname" },
  family_name: { en: "Family name", de: "Nachname" },
  picture: { en: "Picture", de: "Bild" },
  identities: { en: "Ways to sign in", de: "Anmeldewege" },
  user_metadata: { en: "Your settings and details", de: "Ihre Einstellungen und Angaben" },
  blocked: { en: "Blocked", de: "Gesperrt" },
  multifactor: { en: "Second factors", de: "Zweite Faktoren" },
  created_at: { en: "Account since", de: "Konto seit" },
  updated_at: { en: "Last changed", de: "Zuletzt geändert" },
  last_login: { en: "Last sign-in", de: "Letzte Anmeldung" },
  last_ip: { en: "Address of the last sign-in", de: "Adresse der letzten Anmeldung" },
  last_password_reset: { en: "Password last changed", de: "Passwort zuletzt geändert" },
  logins_count: { en: "Number of sign-ins", de: "Zahl der Anmeldungen" },
};
