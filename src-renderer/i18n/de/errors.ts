import type { errors as en } from '../en/errors'
import type { Shape } from '../shape'

/** Each error code: what happened (`what`) and what to do next (`next`). */
export const errors: Shape<typeof en> = {
  ipc: {
    badSender: {
      what: 'Engawa hat eine Anfrage abgewiesen, die nicht aus dem eigenen Fenster kam.',
      next: 'Starte Engawa neu. Kommt es wieder vor, melde es bitte.',
    },
    badRequest: {
      what: 'Engawa konnte mit der Eingabe nichts anfangen.',
      next: 'Prüfe die Werte und versuche es noch einmal.',
    },
    unknownCommand: {
      what: 'Dieser Teil von Engawa ist nicht verfügbar.',
      next: 'Starte Engawa neu; das Fenster ist vielleicht älter als das Programm.',
    },
  },
  internal: {
    what: 'In Engawa ist etwas schiefgegangen.',
    next: 'Versuche es noch einmal. Bleibt es dabei, helfen uns die Einzelheiten bei der Suche.',
  },
  net: {
    unreachable: {
      what: 'Der Server ist nicht erreichbar.',
      next: 'Prüfe die Adresse und ob der Server läuft und in deinem Netz ist.',
    },
    timeout: {
      what: 'Der Server hat nicht rechtzeitig geantwortet.',
      next: 'Vielleicht ist er beschäftigt oder weit weg. Versuche es gleich noch einmal.',
    },
    reset: {
      what: 'Die Verbindung brach ab, bevor die Antwort kam.',
      next: 'Vielleicht ist es trotzdem geschehen. Sieh in der Liste nach, bevor du es wiederholst.',
    },
    certificate: {
      what: 'Dem Zertifikat des Servers wird nicht vertraut.',
      next: 'Mach nur weiter, wenn du das Zertifikat kennst. Frage sonst, wer den Server betreibt.',
    },
    insecure: {
      what: 'Diese Adresse ist öffentlich und unverschlüsselt.',
      next: 'Nimm https:// oder erlaube für diesen Server die unverschlüsselte Verbindung.',
    },
    proxy: {
      what: 'Der Proxy deines Systems lässt sich nicht benutzen.',
      next: 'Engawa benutzt HTTP- und HTTPS-Proxys ohne Anmeldung, SOCKS nicht. Wähle so einen in den Netzwerkeinstellungen oder nimm diesen Server vom Proxy aus.',
    },
    redirect: {
      what: 'Der Server schickt uns zu einer anderen Adresse.',
      next: 'Gib die Adresse ein, bei der er ankommt, wenn du ihr vertraust.',
    },
    notJson: {
      what: 'Es hat eine Webseite geantwortet, kein Bibliotheks- oder Aufgabenserver.',
      next: 'Prüfe Adresse und Port; vielleicht steht ein Router oder eine Anmeldeseite dazwischen.',
    },
    badAnswer: {
      what: 'Die Antwort des Servers war nicht zu verstehen.',
      next: 'Prüfe die Adresse; der Server hat vielleicht eine Version, die Engawa nicht kennt.',
    },
    tooLarge: {
      what: 'Die Antwort des Servers ist zu groß.',
      next: 'Engawa liest höchstens 16 MB auf einmal. Frage, wer den Server betreibt.',
    },
    cancelled: {
      what: 'Das wurde abgebrochen.',
      next: 'Starte es neu, wenn du es noch brauchst.',
    },
  },
  auth: {
    required: {
      what: 'Du bist bei diesem Server nicht angemeldet.',
      next: 'Melde dich an, dann geht es hier weiter.',
    },
    wrongPassword: {
      what: 'Passwort oder Benutzername stimmt nicht.',
      next: 'Prüfe beides und versuche es noch einmal.',
    },
    weakPassword: {
      what: 'Dem Server ist dieses Passwort zu schwach.',
      next: 'Nimm mindestens 8 Zeichen mit Groß- und Kleinbuchstaben, einer Ziffer und einem Sonderzeichen.',
    },
    alreadySetUp: {
      what: 'Dieser Server hat schon ein Master-Passwort.',
      next: 'Melde dich damit an.',
    },
    notSetUp: {
      what: 'Dieser Server hat noch kein Master-Passwort.',
      next: 'Richte ihn zuerst ein.',
    },
    throttled: {
      what: 'Das waren zu viele Versuche.',
      next: 'Warte ein wenig, bevor du es wieder versuchst.',
    },
    unavailable: {
      what: 'Der Server kann im Moment niemanden anmelden.',
      next: 'Vielleicht startet er noch oder wird gewartet. Versuche es in einer Weile noch einmal.',
    },
    userExists: {
      what: 'Dieser Benutzername ist schon vergeben.',
      next: 'Wähle einen anderen oder melde dich an.',
    },
    noSignIn: {
      what: 'Dieser Server verrät nicht, wo man sich anmeldet.',
      next: 'Trage den Anmeldepfad ein oder füge ein Token ein.',
    },
  },
  server: {
    badRequest: {
      what: 'Der Server hat das abgelehnt.',
      next: 'Die Einzelheiten sagen, warum. Ändere es und versuche es noch einmal.',
    },
    forbidden: {
      what: 'Das darfst du auf diesem Server nicht.',
      next: 'Melde dich mit mehr Rechten an oder frage, wer den Server betreibt.',
    },
    notFound: {
      what: 'Der Server kennt das nicht (mehr).',
      next: 'Lade die Liste neu.',
    },
    conflict: {
      what: 'Der Server tut das schon, oder es hat sich inzwischen geändert.',
      next: 'Sieh dir den jetzigen Stand an, bevor du es wieder versuchst.',
    },
    busy: {
      what: 'Der Server ist beschäftigt.',
      next: 'Engawa versucht es bald von selbst wieder.',
    },
    failed: {
      what: 'Beim Server ist ein Fehler aufgetreten.',
      next: 'Versuche es später wieder; im Protokoll des Servers steht mehr.',
    },
    unsupported: {
      what: 'Dieser Server bietet das nicht an.',
      next: 'Eine neuere Version des Servers kann es vielleicht.',
    },
  },
  store: {
    full: {
      what: 'Der Datenträger ist voll, die Änderung ließ sich nicht sichern.',
      next: 'Schaffe Platz und versuche es noch einmal. Nichts Früheres ist verloren.',
    },
    readOnly: {
      what: 'Engawa darf in seinen eigenen Ordner nicht schreiben.',
      next: 'Prüfe die Rechte des Ordners unter Einstellungen, Diagnose.',
    },
    damaged: {
      what: 'Engawas lokale Datei war beschädigt.',
      next: 'Sie wurde beiseitegelegt und neu begonnen; die Listen kommen von den Servern zurück.',
    },
    newer: {
      what: 'Die lokale Datei gehört zu einem neueren Engawa.',
      next: 'Aktualisiere Engawa. Die Datei blieb unverändert.',
    },
  },
  vault: {
    noKeyring: {
      what: 'Es wurde kein Schlüsselbund gefunden, der die Anmeldung sicher aufbewahrt.',
      next: 'Du kannst weitermachen, musst dich aber nach einem Neustart wieder anmelden.',
    },
    locked: {
      what: 'Der Schlüsselbund des Systems ist gesperrt.',
      next: 'Entsperre ihn und versuche es noch einmal.',
    },
    keyLost: {
      what: 'Der Schlüssel zu den gespeicherten Anmeldungen ist weg.',
      next: 'Melde dich einmal neu an; deine Listen und ungesendeten Änderungen sind noch da.',
    },
    unreadable: {
      what: 'Die gespeicherten Anmeldungen sind nicht lesbar.',
      next: 'Melde dich einmal neu an; deine Listen und ungesendeten Änderungen sind noch da.',
    },
  },
  sample: {
    failed: {
      what: 'Der Beispielserver ist nicht gestartet.',
      next: 'Versuche es noch einmal; die Einzelheiten sagen, woran es lag.',
    },
  },
  input: {
    invalid: {
      what: 'Eine Eingabe ist nicht gültig.',
      next: 'Berichtige sie und versuche es noch einmal.',
    },
    url: {
      what: 'Mit dieser Adresse kann Engawa nichts anfangen.',
      next: 'Schreibe sie so: http://192.168.1.20:8000.',
    },
  },
  outbox: {
    full: {
      what: 'Zu viele Änderungen warten aufs Senden.',
      next: 'Verbinde dich mit dem Server oder verwirf einige im Postausgang.',
    },
    notFound: {
      what: 'Diese Änderung ist nicht mehr im Postausgang.',
      next: 'Sie wurde gesendet oder zurückgenommen.',
    },
  },
  todo: {
    titleMissing: {
      what: 'Eine Aufgabe braucht einen Titel.',
      next: 'Schreibe, was zu tun ist.',
    },
  },
  profile: {
    notFound: {
      what: 'Dieser Server ist nicht mehr in deiner Liste.',
      next: 'Füge ihn unter Einstellungen wieder hinzu.',
    },
  },
  account: {
    unsent: {
      what: 'Es gibt Änderungen, die noch nicht gesendet sind.',
      next: 'Behalte sie für die nächste Anmeldung oder verwirf sie.',
    },
  },
}
