import type { Messages } from "./en.ts";

/** Alles, was das Portal sagt, auf Deutsch. */
export const de: Messages = {
  portal: {
    title: "Datenschutzportal",
    skip: "Zum Inhalt springen",
    language: "Sprache",
    signIn: "Anmelden",
    signOut: "Abmelden",
    signedInAs: (who) => `Angemeldet als ${who}`,
    loading: "Einen Moment bitte.",
    privacyPage: "Ihre Rechte, und was ohne Anmeldung geht",
    home: "Meine Anfragen",
    tryAgain: "Noch einmal versuchen",
    notFoundTitle: "Diese Seite gibt es nicht",
    notFound: "Die Adresse ist vielleicht alt oder vertippt.",
    toHome: "Zu meinen Anfragen",
  },
  documents: {
    title: "Bedingungen, Hinweise und Einwilligungen",
    lead: "Jedes davon steht für sich. Was Sie hier sagen, halten wir mit dem Tag und dem Text fest, den Sie gelesen haben.",
    version: (version) => `Fassung ${version}`,
    from: (date) => `Gültig ab ${date}.`,
    read: (title) => `Lesen: ${title}`,
    download: (title) => `Herunterladen: ${title}`,
    unanswered: {
      terms: "Sie haben dieser Fassung noch nicht zugestimmt.",
      notice: "Zum Lesen. Hier gibt es nichts zuzustimmen.",
      consent: "Sie haben dazu weder Ja noch Nein gesagt. Ein Nein hat keinen Nachteil.",
    },
    said: {
      accepted: (date) => `Sie haben am ${date} Ja gesagt.`,
      declined: (date) => `Sie haben am ${date} Nein gesagt.`,
      withdrawn: (date) => `Sie haben Ihr Ja am ${date} zurückgenommen.`,
      shown: (date) => `Sie haben es am ${date} gesehen.`,
    },
    say: {
      terms: { accepted: "Zustimmen", declined: "Ablehnen", withdrawn: "Zurücknehmen", shown: "Gesehen" },
      notice: { accepted: "Zustimmen", declined: "Ablehnen", withdrawn: "Zurücknehmen", shown: "Ich habe es gesehen" },
      consent: { accepted: "Ja", declined: "Nein", withdrawn: "Mein Ja zurücknehmen", shown: "Gesehen" },
    },
  },
  welcome: {
    title: "Ihre Daten, Ihre Entscheidung",
    lead: "Hier können Sie Ihr Konto löschen lassen, sehen, wie weit wir sind, und es sich anders überlegen, solange noch Zeit ist.",
    how: "So geht es",
    steps: [
      "Sie melden sich an, damit niemand in Ihrem Namen fragt.",
      "Wir sagen Ihnen, was gelöscht wird, was wir behalten müssen und warum.",
      "Sie haben einige Tage, um es sich anders zu überlegen.",
      "Wenn es getan ist, bekommen Sie einen signierten Beleg.",
    ],
    cannot: "Ich kann mich nicht anmelden",
  },
  home: {
    title: "Meine Anfragen",
    none: "Sie haben uns noch um nichts gebeten.",
    noneHint: "Wenn Sie es tun, sehen Sie hier von der ersten Minute bis zum Beleg, wie weit wir sind.",
    ask: "Löschung meines Kontos",
    delete: "Mein Konto löschen",
    deleteHint:
      "Wir löschen Ihr Konto, seine Anmeldungen und was wir über Sie wissen. Einige Tage lang können Sie es sich anders überlegen.",
    open: "Ansehen",
    more: "Ältere zeigen",
    received: (date) => `Gestellt am ${date}`,
    due: (date) => `Wir antworten spätestens am ${date}`,
  },
  kind: {
    deletion: "Löschung meines Kontos",
    export: "Kopie meiner Daten",
    rectification: "Berichtigung meiner Daten",
    restriction: "Einschränkung meiner Daten",
    objection: "Widerspruch",
    "consent-withdrawal": "Widerruf meiner Einwilligung",
    contest: "Einspruch gegen eine Sperre",
    block: "Sperre meines Kontos",
    other: "Anfrage",
  },
  status: {
    received: "Wir haben sie erhalten",
    "awaiting-identity": "Bitte bestätigen Sie sie in Ihrer Mail",
    "in-review": "Ein Mensch sieht sie sich an",
    held: "Wir dürfen es noch nicht tun",
    "cooling-off": "Sie können es sich noch anders überlegen",
    running: "Wir sind dabei",
    "awaiting-recipient": "Wir warten auf einen anderen Dienst",
    "needs-attention": "Ein Mensch sieht sie sich an",
    "in-force": "In Kraft",
    fulfilled: "Erledigt",
    "partly-fulfilled": "Erledigt bis auf einen Teil",
    refused: "Wir haben es nicht getan",
    withdrawn: "Sie haben sie zurückgezogen",
    "expired-unverified": "Sie wurde nicht bestätigt",
  },
  explained: {
    received: "Wir haben Ihre Anfrage und fangen jetzt damit an. Sie müssen nichts tun.",
    "awaiting-identity":
      "Wir haben Ihnen eine Mail geschickt. Bitte drücken Sie den Knopf auf der Seite, zu der sie führt. Vorher geschieht nichts.",
    "in-review": "Ein Mensch sieht sie sich an und entscheidet. Sie müssen nichts tun.",
    held: "Das Gesetz erlaubt es uns vorerst nicht. Wir schreiben Ihnen den Grund vor dem Datum unten.",
    "cooling-off":
      "Noch ist nichts geschehen. Wenn Sie nichts tun, machen wir von selbst weiter, sobald die Zeit um ist.",
    running: "Wir haben angefangen. Sie müssen nichts tun.",
    "awaiting-recipient":
      "Wir haben unseren Teil getan und warten darauf, dass ein anderer Dienst den seinen bestätigt.",
    "needs-attention":
      "Etwas lief nicht wie geplant, und ein Mensch sieht es sich an. Nichts geht verloren, und das Datum unten gilt weiter.",
    "in-force": "Worum Sie gebeten haben, ist in Kraft.",
    fulfilled: "Worum Sie gebeten haben, ist getan.",
    "partly-fulfilled": "Was möglich war, ist getan. Unsere Mail sagt, was bleibt, warum und bis wann.",
    refused: "Der Grund steht unten. Fällt er weg, können Sie noch einmal fragen.",
    withdrawn: "Damit ist sie erledigt, und Sie müssen nichts weiter tun.",
    "expired-unverified":
      "Niemand hat die Anfrage bestätigt, deshalb ist nichts geschehen. Sie können jederzeit noch einmal fragen.",
  },
  ofKind: {
    block: {
      status: {
        running: "Ihr Konto wird gesperrt",
        "in-force": "Ihr Konto ist gesperrt",
        fulfilled: "Die Sperre ist aufgehoben",
      },
      explained: {
        running: "Warum und bis wann, steht unten.",
        "in-force": "Warum und bis wann, steht unten. Ihre Datenschutzrechte behalten Sie alle.",
        "needs-attention":
          "Etwas ist nicht wie geplant gelaufen, und ein Mensch kümmert sich darum. Was Ihnen verschlossen ist, steht unten.",
        fulfilled: "Beendete Anmeldungen kommen nicht zurück; bitte melden Sie sich neu an.",
      },
    },
    export: {
      status: {
        running: "Wir stellen Ihre Daten zusammen",
        "awaiting-recipient": "Wir stellen Ihre Daten zusammen",
        fulfilled: "Ihre Daten sind zusammengestellt",
        "partly-fulfilled": "Ihre Daten sind bis auf einen Teil zusammengestellt",
        refused: "Wir haben sie nicht herausgegeben",
      },
      explained: {
        "in-review": "Ein Mensch sieht sich das zuerst an und entscheidet. Sie müssen nichts tun.",
        running:
          "Wir sammeln, was wir haben, und fragen die Dienste, die Daten von uns bekommen. Wir schreiben Ihnen, sobald es bereitliegt.",
        "awaiting-recipient":
          "Wir warten auf einen Dienst, der Daten von uns bekommt. Wir schreiben Ihnen, sobald es bereitliegt.",
        fulfilled:
          "Sie liegen in einem Paket, nur für Sie. Zum Abholen melden Sie sich noch einmal an, damit es niemand sonst kann.",
        "partly-fulfilled":
          "Sie liegen in einem Paket, nur für Sie, mit allem, was wir bekommen konnten. Zum Abholen melden Sie sich noch einmal an, damit es niemand sonst kann.",
      },
    },
    contest: {
      status: {
        "in-review": "Ein Mensch prüft die Sperre",
        fulfilled: "Die Sperre ist aufgehoben oder vorbei",
        refused: "Die Sperre bleibt bestehen",
      },
      explained: {
        received: "Wir haben ihn, und ein Mensch, der bisher nicht mit der Sperre zu tun hatte, prüft sie.",
        "in-review":
          "Jemand, der bisher nicht mit der Sperre zu tun hatte, prüft sie. Sie bekommen bis zum Datum unten eine Antwort.",
        running: "Die Antwort wird umgesetzt.",
        "needs-attention":
          "Etwas ist nicht wie geplant gelaufen, und ein Mensch kümmert sich darum. Nichts geht verloren.",
        fulfilled: "Was wir festgestellt haben, steht unten.",
        refused:
          "Was wir festgestellt haben, steht unten. Sie können sich bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
        withdrawn: "Wir prüfen die Sperre nicht weiter. Sie können jederzeit wieder Einspruch einlegen.",
      },
    },
    restriction: {
      status: {
        "in-force": "Ihre Daten werden nur gespeichert",
        running: "Sie wird aufgehoben",
        fulfilled: "Die Einschränkung ist aufgehoben",
      },
      explained: {
        "in-review": "Ein Mensch prüft, ob das Gesetz Ihnen dieses Recht in Ihrem Fall gibt. Sie müssen nichts tun.",
        "in-force":
          "Wir speichern Ihre Daten, verwenden und löschen sie aber nicht. Was Sie selbst verlangen, erledigen wir weiterhin. Bevor wir sie aufheben, schreiben wir Ihnen.",
        running: "Wir verwenden Ihre Daten wieder wie vorher. Die Systeme, die Daten von uns haben, erfahren es jetzt.",
        fulfilled:
          "Wir verwenden Ihre Daten wieder wie vorher. Sie können jederzeit wieder um eine Einschränkung bitten.",
        withdrawn: "Es wurde nichts eingeschränkt. Sie können jederzeit wieder darum bitten.",
        refused: "Es wurde nichts eingeschränkt. Der Grund steht unten.",
      },
    },
    deletion: {
      status: {
        held: "Wir dürfen noch nicht löschen",
        running: "Wir löschen gerade",
        "awaiting-recipient": "Wir löschen gerade",
        refused: "Wir haben es nicht gelöscht",
      },
      explained: {
        "in-review":
          "Ein Mensch sieht sich an, was gelöscht würde, und entscheidet. Sie müssen nichts tun; noch können Sie Ihr Konto behalten.",
        held: "Das Gesetz verlangt, dass wir Ihre Daten vorerst behalten. Wir schreiben Ihnen den Grund vor dem Datum unten.",
        "cooling-off":
          "Noch ist nichts gelöscht. Wenn Sie nichts tun, machen wir von selbst weiter, sobald die Zeit um ist.",
        running: "Die Löschung hat begonnen und lässt sich nicht mehr anhalten. Meist dauert sie einige Minuten.",
        "awaiting-recipient":
          "Die Löschung hat begonnen und lässt sich nicht mehr anhalten. Wir warten darauf, dass ein anderer Dienst seinen Teil bestätigt.",
        fulfilled: "Ihr Konto ist gelöscht, und wir haben noch einmal nachgesehen. Der Beleg unten beweist es.",
        "partly-fulfilled":
          "Was gelöscht werden konnte, ist gelöscht. Der Beleg unten und unsere Mail sagen, was bleibt, warum und bis wann.",
        refused: "Ihr Konto bleibt, wie es ist. Der Grund steht unten.",
        withdrawn: "Ihr Konto bleibt, wie es ist. Es wurde nichts gelöscht, und Sie müssen nichts weiter tun.",
        "expired-unverified":
          "Niemand hat die Anfrage bestätigt, deshalb wurde nichts gelöscht. Sie können jederzeit noch einmal fragen.",
      },
    },
  },
  why: {
    title: "Was wir Ihnen geschrieben haben",
    refused: {
      "not-identified":
        "Wir konnten nicht feststellen, dass die Anfrage von Ihnen kommt. Wenn Sie uns mehr sagen können, fragen Sie bitte noch einmal: Am sichersten ist die Anmeldung.",
      "manifestly-unfounded": "Wir halten die Anfrage für offenkundig unbegründet (Artikel 12 Absatz 5 DSGVO).",
      excessive: "Wir halten die Anfrage für exzessiv, weil sie frühere wiederholt (Artikel 12 Absatz 5 DSGVO).",
      "freedom-of-expression":
        "Die Daten werden für die Freiheit der Meinungsäußerung und Information gebraucht (Artikel 17 Absatz 3 Buchstabe a DSGVO).",
      "legal-duty": "Ein Gesetz verpflichtet uns, die Daten aufzubewahren (Artikel 17 Absatz 3 Buchstabe b DSGVO).",
      "public-health-archive-research":
        "Die Daten werden für die öffentliche Gesundheit oder für Archiv- oder Forschungszwecke im öffentlichen Interesse gebraucht (Artikel 17 Absatz 3 Buchstaben c und d DSGVO).",
      "legal-claims":
        "Die Daten werden gebraucht, um Rechtsansprüche geltend zu machen, auszuüben oder zu verteidigen (Artikel 17 Absatz 3 Buchstabe e DSGVO).",
      "rights-of-others": "Die Rechte anderer Menschen würden beeinträchtigt (Artikel 15 Absatz 4 DSGVO).",
      "conditions-not-met":
        "Wir haben es geprüft, und keiner der vier Fälle trifft zu, in denen das Gesetz dieses Recht gibt (Artikel 18 Absatz 1 DSGVO).",
      "national-limits": "Ein nationales Gesetz beschränkt dieses Recht (Artikel 23 DSGVO).",
      "protected-account":
        "Ihr Konto gehört zu denen, die unsere Systeme zum Betrieb brauchen, und wird deshalb nicht auf diesem Weg gelöscht. Bitte schreiben Sie uns; wir regeln es mit Ihnen.",
      "protected-role":
        "Ihr Konto hat eine Administrator- oder Prüferrolle. Bitten Sie einen anderen Administrator, Ihnen diese Rolle zu nehmen, und fragen Sie dann noch einmal.",
      "identity-changed":
        "Das Konto, um das es ging, gibt es nicht mehr; ein neues trägt jetzt seinen Namen, und wir haben es nicht angerührt.",
    },
    law: (law) => `Das Gesetz: ${law}.`,
    complain: "Sie können sich bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
    complainTo: "Wo Sie sich beschweren können",
    extended: {
      complexity:
        "Ihre Anfrage ist komplex, deshalb brauchen wir länger als einen Monat; das Gesetz erlaubt uns zwei weitere.",
      number:
        "Uns liegen ungewöhnlich viele Anfragen vor, deshalb brauchen wir länger als einen Monat; das Gesetz erlaubt uns zwei weitere.",
    },
    question: {
      identity: "Wir sind noch nicht sicher, dass die Anfrage von Ihnen kommt, und haben Sie per Mail danach gefragt.",
      scope: "Wir haben sehr viele Daten und haben Sie per Mail gefragt, worum es Ihnen geht.",
    },
    questionHow: (contact) => `Hat Sie unsere Frage nicht erreicht, schreiben Sie an ${contact}.`,
    held: (date) =>
      `Ihre Daten werden für Rechtsansprüche oder eine gesetzliche Pflicht gebraucht (Artikel 17 Absatz 3 Buchstaben b und e DSGVO). Am ${date} prüfen wir das wieder und machen von selbst weiter, sobald der Grund wegfällt.`,
    overdue:
      "Wir wollten Ihnen bis jetzt antworten und haben es nicht geschafft. Das tut uns leid. Ein Mensch sieht sich die Anfrage an.",
  },
  block: {
    reasons: {
      abuse: "Ihr Konto wurde entgegen den Nutzungsbedingungen verwendet.",
      fraud: "Es besteht ein Verdacht auf Betrug.",
      "breached-password": "Ihr Passwort wurde in einem Datenleck gefunden, und jemand anderes könnte es verwenden.",
      "risky-login":
        "Jemand hat sich auf ungewöhnliche Weise bei Ihrem Konto angemeldet, und das waren vielleicht nicht Sie.",
      "authority-order": "Eine Behörde hat es angeordnet.",
      "rights-of-others": "Es schützt die Rechte anderer.",
    },
    why: "Warum",
    where: "Wo",
    everywhere: "Überall, außer bei Ihren Datenschutzrechten",
    some: "Einzelne Anwendungen oder Anmeldewege; alles andere bleibt Ihnen offen",
    since: "Seit",
    end: "Bis",
    endOpen: "Ein Ende ist nicht festgelegt; wir prüfen es regelmäßig wieder",
    review: (moment) => `Ein Mensch prüft es spätestens am ${moment}`,
    automatic: "Das hat ein automatischer Schutz getan. Ein Mensch prüft es auf jeden Fall.",
  },
  contest: {
    button: "Einspruch gegen diese Sperre",
    title: "Einspruch gegen diese Sperre?",
    text: "Ein Mensch, der bisher nicht damit zu tun hatte, prüft sie in den nächsten Tagen. Die Antwort bekommen Sie per Mail und hier.",
    why: "Warum ist sie falsch?",
    whyMissing: "Bitte sagen Sie, was davon am ehesten zutrifft.",
    ask: "Einspruch einlegen",
    cancel: "Jetzt nicht",
    which: "Worum es geht",
    yourReason: "Was Sie gesagt haben",
    found: "Was wir festgestellt haben",
    grounds: {
      "was-not-me": "Das war nicht ich.",
      "not-true": "Worauf sie beruht, stimmt nicht.",
      settled: "Die Sache ist erledigt.",
      "too-hard": "Sie ist härter als nötig.",
    },
    reasons: {
      "reason-stands": "Worauf sie beruht, wurde geprüft und stimmt.",
      "risk-remains": "Ihr Konto wäre ohne sie weiterhin gefährdet.",
      "bound-by-law": "Ein Gesetz oder eine Behörde verlangt sie.",
      mistake: "Sie war ein Fehler, und das tut uns leid.",
      "reason-gone": "Ihr Grund besteht nicht mehr.",
      "too-hard": "Sie war härter als nötig.",
      "was-not-them": "Sie waren es nicht.",
    },
  },
  restrict: {
    title: "Verwendung meiner Daten einschränken",
    hint: "Wir speichern Ihre Daten dann nur noch und verwenden und löschen sie nicht, bis der Grund wegfällt.",
    what: [
      "Wir speichern Ihre Daten, verwenden und löschen sie aber nicht.",
      "Die Systeme, die Daten von uns haben, sollen es genauso halten.",
      "Sie bekommen keine Erinnerungen von uns, und was Sie selbst verlangen, erledigen wir weiterhin.",
      "Bevor wir die Einschränkung aufheben, schreiben wir Ihnen. Sie selbst können sie jederzeit beenden.",
    ],
    why: "Warum sollen wir sie nur speichern?",
    whyMissing: "Bitte sagen Sie, was davon zutrifft.",
    shut: "Solange soll sich niemand mit meinem Konto anmelden, auch ich nicht",
    shutHint:
      "Ihre Anfragen sehen Sie dann über einen Link an Ihre E-Mail-Adresse. Lassen Sie es weg, wenn Sie sich weiter anmelden möchten.",
    ask: "Um die Einschränkung bitten",
    cancel: "Jetzt nicht",
  },
  restriction: {
    grounds: {
      "accuracy-contested": "Daten über mich sind falsch, und Sie sollen das prüfen.",
      "objection-pending":
        "Ich habe der Verwendung meiner Daten widersprochen, und darüber ist noch nicht entschieden.",
      unlawful: "Meine Daten werden unrechtmäßig verwendet, und ich möchte keine Löschung.",
      "needed-for-claims": "Sie brauchen die Daten nicht mehr, ich aber für Rechtsansprüche.",
    },
    why: "Warum",
    signIn: "Anmeldung",
    open: "Bleibt offen",
    shut: "Gesperrt, wie Sie es wollten",
    spared: "Bleibt offen: Ihr Konto hat eine Rolle, die unsere Systeme brauchen",
    toBeLifted: (moment) => `Wir haben Ihnen geschrieben, dass sie am ${moment} oder etwas später aufgehoben wird.`,
  },
  package: {
    ask: "Meine Daten anfordern",
    hint: "Wir stellen zusammen, was wir und unsere Dienstleister über Sie haben. Das kann einige Tage dauern; wir schreiben Ihnen.",
    again: "Ein Paket mit Ihren Daten liegt bereit. Möchten Sie trotzdem ein neues, entscheidet ein Mensch darüber.",
    offered: "Zu meinem Paket",
    insist: "Ein neues anfordern",
    until: (date) => `Ihre Daten liegen bis ${date} bereit. Danach löschen wir das Paket.`,
    over: "Die Zeit für dieses Paket ist um, und wir haben es gelöscht. Sie können Ihre Daten erneut anfordern.",
    missing:
      "Diese Teile konnten wir nicht bekommen. Unser Datenschutzteam weiß davon, und Sie können uns danach fragen:",
    missingFrom: (recipient) => `was ${recipient} über Sie hat`,
    parts: {
      profile: "Ihr Konto",
      organizations: "Organisationen, zu denen Sie gehören",
      "organization-roles": "Ihre Rollen in Organisationen",
      invitations: "Einladungen in Organisationen",
      roles: "Rollen",
      permissions: "Berechtigungen",
      grants: "Anwendungen, denen Sie zugestimmt haben",
      sessions: "wo Sie angemeldet sind",
      "refresh-tokens": "Anwendungen, die Sie angemeldet halten",
      "device-credentials": "Geräte",
      "connected-accounts": "verbundene Konten",
      "authentication-methods": "zweite Faktoren und Passkeys",
      "log-events": "das Anmeldeprotokoll",
    },
    formatLabel: "Wofür",
    formats: {
      full: "Zum Lesen und Aufheben: alles, was wir über Sie haben",
      portable: "Für einen anderen Anbieter: was Sie uns gegeben haben (Artikel 20 DSGVO)",
    },
    what: (size) => `Eine ZIP-Datei, ${size}. Zum Lesen öffnen Sie darin index.html.`,
    fetched: (date) => `Zuerst heruntergeladen am ${date}. Sie können es wieder herunterladen.`,
    signInFirst: "Anmelden und herunterladen",
    download: "Meine Daten herunterladen",
  },
  request: {
    back: "Alle meine Anfragen",
    receivedAt: "Gestellt am",
    dueAt: "Wir antworten bis",
    number: "Nummer der Anfrage",
    left: (time) => `Noch ${time}, um es sich anders zu überlegen`,
    until: (moment) => `Bis ${moment}. Dann fangen wir an.`,
    over: "Die Bedenkzeit ist um. Wir fangen gleich an.",
    takeBack: {
      deletion: {
        button: "Mein Konto behalten",
        title: "Ihr Konto behalten?",
        text: "Ihre Anfrage ist dann zurückgezogen, und nichts wird gelöscht. Sie können jederzeit noch einmal fragen.",
      },
      restriction: {
        button: "Einschränkung beenden",
        title: "Die Einschränkung beenden?",
        text: "Dann verwenden wir Ihre Daten wieder wie vorher. Sie können jederzeit wieder um eine Einschränkung bitten.",
      },
      other: {
        button: "Anfrage zurückziehen",
        title: "Die Anfrage zurückziehen?",
        text: "Ihre Anfrage ist dann zurückgezogen, und wir tun nichts weiter. Sie können jederzeit noch einmal fragen.",
      },
    },
    keepNot: "Jetzt nicht",
    doNotWait: "Nicht warten",
    doNotWaitTitle: "Ohne Warten anfangen?",
    doNotWaitText:
      "Wir fangen dann sofort an, und Sie können es sich nicht mehr anders überlegen. Vorher melden Sie sich noch einmal an, damit niemand anders das tun kann.",
    doNotWaitAgain:
      "Sie haben sich gerade angemeldet. Wenn Sie den Knopf drücken, fangen wir sofort an; das lässt sich nicht rückgängig machen.",
    signInFirst: "Anmelden und weiter",
    beginNow: "Jetzt anfangen",
    waitOn: "Weiter warten",
    receipt: "Beleg herunterladen",
    receiptHint:
      "Er ist signiert, sagt, was gelöscht wurde, und verrät niemandem, um wen es geht. Bitte bewahren Sie ihn auf.",
    undelivered:
      "Eine Nachricht zu dieser Anfrage hat Sie nicht erreicht. Bitte sehen Sie hier nach statt in Ihrem Postfach.",
  },
  deletion: {
    title: "Mein Konto löschen",
    what: "Was geschieht",
    signInStep: "Sie melden sich noch einmal an, damit niemand anders das tun kann.",
    signedInStep: "Sie haben sich gerade angemeldet.",
    coolingOff: (time) =>
      `Dann haben Sie ${time}, um es sich anders zu überlegen. Wir warten, damit Ihnen das niemand in Eile antun kann; Sie können auch sagen, dass Sie nicht warten möchten.`,
    deleteStep:
      "Dann werden Ihr Konto, alle Anmeldungen, die dazu gehören, und was wir über Sie wissen gelöscht. Das lässt sich nicht rückgängig machen.",
    recipientsStep: (names) => `Diese Dienste löschen ebenfalls, was sie über Sie haben: ${names}.`,
    receiptStep: "Sie bekommen einen signierten Beleg per Mail.",
    stays: "Was bleibt, und warum",
    kept: (what, until, why) => `${what}: bis ${until}, weil ${why}.`,
    ofSomeOnly: (kept) => `${kept} Nur, wenn wir welche von Ihnen haben.`,
    ground: {
      "legal-duty": (law) => `das Gesetz es verlangt (${law})`,
      "public-interest": (law) => `das öffentliche Interesse es verlangt (${law})`,
      "legal-claims": (law) => `es für Rechtsansprüche nötig ist (${law})`,
    },
    logs: "Einträge im Protokoll des Anmeldedienstes und seine verschlüsselten Sicherungen, bis sie dort ablaufen.",
    closing: "Einige Wochen lang eine verschlüsselte Kennung, nur um nachzusehen, dass nichts zurückkommt.",
    answerBy: "Wir antworten innerhalb eines Monats.",
    goOn: "Anmelden und weiter",
    cancel: "Mein Konto behalten",
    type: "Tippen Sie DELETE, um es zu bestätigen",
    typeError: "Bitte tippen Sie das Wort DELETE, in Großbuchstaben.",
    delete: "Mein Konto löschen",
    already: "Darum haben Sie uns schon gebeten.",
    seeIt: "Ansehen, wie weit es ist",
  },
  privacy: {
    title: "Ihre Rechte",
    lead: (controller) =>
      `${controller} führt Ihr Konto. Sie entscheiden darüber und brauchen dafür weder Grund noch Anwalt. Es kostet nichts.`,
    may: "Worum Sie uns bitten können",
    rights: [
      "Dass wir Ihr Konto löschen und was wir über Sie wissen.",
      "Dass wir Ihnen sagen, was wir über Sie wissen, und Ihnen eine Kopie geben.",
      "Dass wir berichtigen, was falsch ist.",
      "Dass wir Ihre Daten eine Zeit lang nicht nutzen, oder für Werbung gar nicht mehr.",
    ],
    online: "Um die Löschung können Sie hier bitten. Für alles andere schreiben Sie uns; es gelten dieselben Fristen.",
    signInTitle: "Wenn Sie sich anmelden können",
    signInText: "Das ist der schnellste Weg: Niemand muss prüfen, wer Sie sind.",
    linkTitle: "Wenn Sie sich nicht anmelden können",
    linkText:
      "Ihr Konto ist gesperrt, Sie wissen nicht mehr, womit Sie sich angemeldet haben, oder Ihr zweiter Faktor ist weg: Tippen Sie Ihre Adresse ein. Gibt es ein Konto dazu, schicken wir Ihnen einen Link. Er gilt einmal und führt für einige Minuten zu Ihren Anfragen.",
    email: "Ihre E-Mail-Adresse",
    emailError: "Das ist keine E-Mail-Adresse. Schreiben Sie sie zum Beispiel so: ada@example.com.",
    send: "Link schicken",
    sent: "Gibt es ein Konto zu dieser Adresse, ist ein Link unterwegs. Bitte sehen Sie in Ihr Postfach, auch in den Ordner für unerwünschte Mails.",
    lostTitle: "Wenn Sie weder an Ihre Anmeldung noch an Ihr Postfach kommen",
    lost: (contact) =>
      `Schreiben Sie an ${contact} oder einen Brief, von welcher Adresse auch immer. Sagen Sie, was Sie möchten und seit wann ungefähr Sie das Konto haben. Wir fragen Sie etwas, das nur Sie wissen. Bitte schicken Sie keine Kopie eines Ausweises.`,
    agentTitle: "Wenn jemand für Sie fragt",
    agent: (contact) =>
      `Eltern, eine Betreuerin oder ein Anwalt können für Sie fragen. Sie schreiben an ${contact} und legen etwas bei, das Sie unterschrieben haben. Wir klären es mit Ihnen, bevor etwas geschieht.`,
    whenTitle: "Wann Sie eine Antwort bekommen",
    when: "Innerhalb eines Monats. Ist es sehr schwierig, dürfen es zwei Monate mehr sein; das sagen wir Ihnen mit dem Grund im ersten Monat.",
    complaintTitle: "Wenn Sie nicht zufrieden sind",
    complaint: (authority) =>
      `Sie können sich jederzeit bei der Aufsichtsbehörde beschweren, ${authority}, oder vor Gericht gehen, ohne uns vorher zu fragen.`,
    contactTitle: "An wen Sie schreiben",
    contact: "Datenschutzteam",
    dpo: "Datenschutzbeauftragte Person",
  },
  time: {
    days: (count) => (count === 1 ? "1 Tag" : `${count} Tage`),
    hours: (count) => (count === 1 ? "1 Stunde" : `${count} Stunden`),
    minutes: (count) => (count === 1 ? "1 Minute" : `${count} Minuten`),
    seconds: (count) => (count === 1 ? "1 Sekunde" : `${count} Sekunden`),
    and: (one, other) => `${one} und ${other}`,
  },
  problems: {
    unreachable: "Wir sind gerade nicht zu erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    "sign-in-needed": "Bitte melden Sie sich noch einmal an.",
    "token-refused": "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich noch einmal an.",
    "fresh-login-needed": "Ihre letzte Anmeldung ist dafür zu lange her. Bitte melden Sie sich noch einmal an.",
    "not-found": "Diese Anfrage ist nicht unter Ihren. Ihre Anfragen stehen auf der ersten Seite.",
    "no-receipt-yet":
      "Es gibt noch keinen Beleg. Er entsteht, wenn die Löschung fertig ist; sehen Sie dann wieder nach.",
    "already-open": "Darum haben Sie uns schon gebeten. Es wurde nichts Neues begonnen.",
    "being-deleted": "Dieses Konto wird schon gelöscht. Es gibt nichts mehr zu tun.",
    "too-late-to-withdraw": "Es ist zu spät: Die Löschung hat begonnen. Sie bekommen einen Beleg, wenn sie fertig ist.",
    "request-ended": "Diese Anfrage ist abgeschlossen. Es gibt nichts mehr zurückzuziehen.",
    "nothing-to-waive": "Die Bedenkzeit ist schon um.",
    "sign-in-failed":
      "Sie wurden nicht angemeldet. Wenn Sie es nicht selbst abgebrochen haben, versuchen Sie es noch einmal.",
    other: "Bei uns ist etwas schiefgegangen. Nichts ging verloren; versuchen Sie es in einer Minute noch einmal.",
  },
};
