import type { connect as en } from '../en/connect'
import type { Shape } from '../shape'

export const connect: Shape<typeof en> = {
  title: 'Willkommen bei Engawa',
  another: 'Server hinzufügen',
  lead: 'Ein ruhiger Platz neben deiner Anime-Bibliothek und deiner Aufgabenliste. Was du hier tust, geht nicht verloren, auch wenn der Server nicht da ist.',
  back: 'Zurück',
  user: 'Benutzername',
  password: 'Passwort',
  masterPassword: 'Master-Passwort',
  own: {
    title: 'Mit deinem Server verbinden',
    text: 'Die Adresse, unter der du ihn im Browser öffnest. Engawa findet heraus, was er ist.',
    url: 'Adresse des Servers',
    do: 'Verbinden',
    add: 'Hinzufügen',
    both: 'Beides antwortet unter dieser Adresse. Was möchtest du nutzen?',
    unsure: 'Dieser Server sagt nicht, ob er auch Aufgaben führt. Was möchtest du verwenden?',
    which: 'Was ist unter dieser Adresse?',
    insecure: 'Trotzdem unverschlüsselt verbinden. Alle auf dem Weg können das Passwort lesen.',
  },
  sample: {
    title: 'Gerade kein Server da?',
    text: 'Eine Bibliothek mit sechzig erfundenen Serien auf diesem Rechner. Nichts verlässt ihn, und du kannst sie jederzeit entfernen.',
    do: 'Mit dem Beispielserver ausprobieren',
    busy: 'Der Beispielserver startet…',
  },
  certificate: {
    title: 'Zertifikat von {host}',
    changedTitle: 'Das Zertifikat hat sich geändert',
    state: {
      looking: 'Engawa sieht sich das Zertifikat an. Dabei wird nichts von dir gesendet.',
      unseen: 'Das hat nicht geklappt. Es wurde nichts von dir gesendet.',
      untrusted:
        'Keine Stelle bürgt für dieses Zertifikat; bei einem Server zu Hause ist das üblich. Vergleiche den Fingerabdruck mit dem auf dem Server: Ist er gleich, sitzt niemand dazwischen.',
      changed:
        'Das ist nicht das Zertifikat, das du angenommen hast. Entweder hat der Server ein neues, oder jemand sitzt zwischen dir und ihm. Engawa sendet nichts. Frage, wer den Server betreibt; ist das neue richtig, vergiss das alte in den Einstellungen bei diesem Server und verbinde dich neu.',
      outOfDate:
        'Dieses Zertifikat gilt heute nicht. Der Server braucht ein neues, oder die Uhr dieses Rechners geht falsch.',
      trusted: 'Das Zertifikat ist jetzt in Ordnung.',
      accepted: 'Das ist das Zertifikat, das du angenommen hast.',
    },
    fingerprint: 'SHA-256',
    before: 'Angenommen',
    now: 'Jetzt gezeigt',
    subject: 'Für',
    issuer: 'Ausgestellt von',
    valid: 'Gültig',
    validSpan: '{from} bis {to}',
    accept: 'Er ist gleich: annehmen',
    again: 'Noch einmal versuchen',
    look: 'Zertifikat ansehen…',
  },
  setUp: {
    title: '{name} einrichten',
    text: 'Dieser Server ist neu. Wähle das Master-Passwort, das ihn schützt; nachsehen kann man es später nicht.',
    repeat: 'Master-Passwort noch einmal',
    different: 'Die beiden sind noch nicht gleich.',
    rules: 'Regeln für das Passwort',
    rule: {
      length: 'Mindestens 8 Zeichen',
      upper: 'Ein Großbuchstabe',
      lower: 'Ein Kleinbuchstabe',
      digit: 'Eine Ziffer',
      special: 'Ein Sonderzeichen',
    },
    met: '(erfüllt)',
    unmet: '(noch nicht erfüllt)',
    folder: 'Ordner der Anime-Bibliothek auf dem Server',
    folderHint: 'Lass ihn leer, wenn der Server ihn schon kennt.',
    do: 'Einrichten',
  },
  needs:
    'Das braucht die Verbindung und geschieht nicht später von selbst. Was du eingegeben hast, bleibt: Versuch es wieder, wenn der Server erreichbar ist.',
  signIn: {
    title: 'Bei {name} anmelden',
    expired: 'Deine Anmeldung ist abgelaufen. Was du gerade tust, bleibt, wie es ist.',
    remember: 'Auf diesem Rechner angemeldet bleiben',
    do: 'Anmelden',
  },
  register: {
    none: 'Ich habe noch kein Konto',
    have: 'Ich habe ein Konto',
    do: 'Konto anlegen und anmelden',
  },
  pathHint: {
    tokenPath: 'Wer den Server betreibt, kennt ihn.',
    registerPath:
      'Dieser Server sagt nicht, wo man sich registriert. Wer ihn betreibt, kennt den Pfad.',
  },
  token: {
    instead: 'Stattdessen ein Token benutzen',
    label: 'Zugriffstoken',
    hint: 'Es wird wie ein Passwort im Schlüsselbund des Systems aufbewahrt.',
    do: 'Dieses Token benutzen',
  },
}
