// Turns people away from applications and connections that are closed to them: app_metadata.habeas_blocks says which. It asks at every
// login and at every refresh, so a session that was there before opens nothing. The privacy portal is never closed: there people see why,
// and whom to turn to. A block of the whole account is Auth0's own, and never comes as far as this.

const portalName = "Habeas portal";

/** Only what has the form that Habeas writes is gone by: nobody is shut out by a slip. */
const blocksOf = (event) => {
  const blocks = event.user?.app_metadata?.habeas_blocks;
  const isTexts = (list) => Array.isArray(list) && list.every((each) => typeof each === "string");
  return Array.isArray(blocks) ? blocks.filter((block) => isTexts(block?.clients) && isTexts(block?.connections)) : [];
};

/** The first block that closes this application, or the connection by which the person came; undefined where none does. */
const blockOf = (event) => {
  if (event.client?.name === portalName) return undefined;
  const { client_id: client } = event.client ?? {};
  const connection = event.connection?.name;
  return blocksOf(event).find(
    ({ clients, connections }) =>
      (client !== undefined && clients.includes(client)) ||
      (connection !== undefined && connections.includes(connection)),
  );
};

const reasons = {
  en: {
    abuse: "it was used against the terms",
    fraud: "of a suspicion of fraud",
    "breached-password": "its password was found in a data breach",
    "risky-login": "of an unusual sign-in",
    "authority-order": "an authority ordered it",
    "rights-of-others": "of the rights of other people",
  },
  de: {
    abuse: "es entgegen den Nutzungsbedingungen verwendet wurde",
    fraud: "ein Verdacht auf Betrug besteht",
    "breached-password": "sein Passwort in einem Datenleck gefunden wurde",
    "risky-login": "sich jemand auf ungewöhnliche Weise angemeldet hat",
    "authority-order": "eine Behörde es angeordnet hat",
    "rights-of-others": "die Rechte anderer betroffen sind",
  },
};

/** The person's own language, as in mails; else the page's; else English. */
const localeOf = (event) => {
  const { lang, language, locale } = event.user?.user_metadata ?? {};
  const tags = [lang, language, locale, ...String(event.transaction?.ui_locales ?? "").split(/[ ,]+/)];
  const found = tags
    .map((tag) =>
      String(tag ?? "")
        .slice(0, 2)
        .toLowerCase(),
    )
    .find((tag) => tag in reasons);
  return found ?? "en";
};

const dayOf = (until, locale) => {
  const time = Date.parse(until);
  if (Number.isNaN(time)) return undefined;
  const tag = locale === "de" ? "de-DE" : "en-GB";
  return new Intl.DateTimeFormat(tag, { dateStyle: "long", timeZone: "UTC" }).format(new Date(time));
};

/** What the person reads: what is closed, why, until when, and where to learn more. */
const messageOf = (event, block) => {
  const locale = localeOf(event);
  const reason = reasons[locale][block.reason];
  const until = dayOf(block.until, locale);
  const portal = event.secrets?.PORTAL_URL;
  return locale === "de"
    ? [
        `Diese Anwendung ist für Ihr Konto${until === undefined ? "" : ` bis zum ${until}`} gesperrt${reason === undefined ? "." : `, weil ${reason}.`}`,
        portal === undefined ? "" : `Im Datenschutzportal sehen Sie mehr, und an wen Sie schreiben können: ${portal}`,
      ]
        .join(" ")
        .trim()
    : [
        `This application is closed to your account${until === undefined ? "" : ` until ${until}`}${reason === undefined ? "." : `, because ${reason}.`}`,
        portal === undefined ? "" : `In the privacy portal you can see more, and whom to write to: ${portal}`,
      ]
        .join(" ")
        .trim();
};

exports.onExecutePostLogin = async (event, api) => {
  const block = blockOf(event);
  if (block !== undefined) api.access.deny(messageOf(event, block));
};

exports.blockOf = blockOf;
exports.messageOf = messageOf;
