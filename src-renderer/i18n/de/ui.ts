import type { ui as en } from '../en/ui'
import type { Shape } from '../shape'

export const ui: Shape<typeof en> = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  remove: 'Entfernen',
  undo: 'Rückgängig',
  tooLate:
    'Zu spät zum Rückgängigmachen: Es ist schon gesendet oder ausgeführt. Eine neue Änderung kann es richtigstellen.',
  retry: 'Noch einmal versuchen',
  more: 'Weitere Aktionen',
  dismiss: 'Ausblenden',
  busy: 'Läuft…',
  clear: 'Leeren',
  showPassword: 'Passwort zeigen',
  hidePassword: 'Passwort verbergen',
  notifications: 'Meldungen',
  progress: 'Fortschritt',
  error: {
    details: 'Einzelheiten',
    copy: 'Kopieren',
    copied: 'Kopiert',
    wait: 'Der Server bittet um {time} Geduld.',
  },
  freshness: {
    live: 'Live',
    confirmed: 'Bestätigt {ago}',
    from: 'Stand {time}, offline',
    never: 'Noch nicht geladen',
  },
  outbox: {
    held: 'kann noch zurückgenommen werden',
    queued: 'wartet aufs Senden',
    sending: 'wird gesendet',
    ambiguous: 'vielleicht gesendet, wird geprüft',
    failed: 'nicht angenommen',
    blocked: 'wartet auf eine andere Änderung',
    parked: 'zurückgestellt',
    conflict: 'widerspricht dem Server',
    review: 'braucht deinen Blick',
  },
}
