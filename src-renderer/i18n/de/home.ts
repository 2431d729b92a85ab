import type { home as en } from '../en/home'
import type { Shape } from '../shape'

export const home: Shape<typeof en> = {
  title: 'Start',
  now: 'Läuft gerade',
  nothing: 'Gerade läuft nichts.',
  failed: 'Fehlgeschlagen',
  next: 'Als Nächstes in der Warteschlange',
  todos: 'Zu tun',
  noTodos: 'Es ist nichts mehr zu tun.',
  missing: 'Hier fehlen die meisten Folgen',
  missingCount: '{n} fehlen',
  complete: 'Es fehlt keine Folge.',
  activity: 'Zuletzt geschehen',
  noActivity: 'Es ist noch nichts geschehen.',
  all: 'Alle zeigen',
  start: 'Warteschlange starten',
  retryAll: 'Alle noch einmal',
  empty: {
    title: 'Ganz ruhig hier',
    text: 'Lege Folgen aus der Bibliothek in die Warteschlange oder schreib auf, was zu tun ist.',
    library: 'Zur Bibliothek',
    todo: 'Neue Aufgabe',
  },
}
