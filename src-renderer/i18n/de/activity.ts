export const activity = {
  title: 'Verlauf',
  list: 'Was geschehen ist, Neuestes zuerst',
  empty: 'Noch ist nichts geschehen',
  emptyText:
    'Fertige und fehlgeschlagene Downloads, Einlesen und Änderungen anderer Geräte erscheinen hier.',
  today: 'Heute',
  yesterday: 'Gestern',
  away: { open: 'Im Verlauf zeigen', dismiss: 'Ausblenden' },
  merge: {
    undo: 'Rückgängig',
    hint: 'Nimmt deine Änderung zurück und behält die des anderen Geräts',
    undone: 'Zurückgenommen',
    changed: 'Seither wieder geändert',
    gone: 'Die Aufgabe gibt es nicht mehr',
  },
  news: {
    finished: '1 Download fertig | {n} Downloads fertig',
    failed: '1 Download fehlgeschlagen | {n} Downloads fehlgeschlagen',
    seriesAdded: '1 Serie hinzugekommen | {n} Serien hinzugekommen',
    newMissing: '1 neue fehlende Folge | {n} neue fehlende Folgen',
    todosAdded: '1 Aufgabe hinzugefügt | {n} Aufgaben hinzugefügt',
    todosDone: '1 Aufgabe erledigt | {n} Aufgaben erledigt',
    todosChanged: '1 Aufgabe geändert | {n} Aufgaben geändert',
    todosDeleted: '1 Aufgabe gelöscht | {n} Aufgaben gelöscht',
  },
  newsAlso: {
    finished: '{n} fertig',
    failed: '{n} fehlgeschlagen',
    seriesAdded: '{n} hinzugekommen',
    newMissing: '{n} fehlend',
    todosAdded: '{n} hinzugefügt',
    todosDone: '{n} erledigt',
    todosChanged: '{n} geändert',
    todosDeleted: '{n} gelöscht',
  },
  says: {
    away: 'Während du weg warst: {news}',
    download: { completed: '{name} ist fertig', failed: '{name} ist fehlgeschlagen' },
    scan: {
      completed:
        'Eingelesen: nichts Neues | Eingelesen: 1 neue fehlende Folge | Eingelesen: {n} neue fehlende Folgen',
      failed: 'Das Einlesen ist fehlgeschlagen',
    },
    todo: {
      created: 'Ein anderes Gerät hat „{title}“ hinzugefügt',
      updated: 'Ein anderes Gerät hat „{title}“ geändert',
      done: 'Ein anderes Gerät hat „{title}“ erledigt',
      deleted: 'Ein anderes Gerät hat „{title}“ gelöscht',
      error: 'Der Aufgabenserver hat einen Fehler gemeldet',
      merged: 'Beide Änderungen an „{title}“ gelten: die von hier und die eines anderen Geräts',
    },
    server: {
      scheduled_rescan_started: 'Das geplante Einlesen hat begonnen',
      scheduled_rescan_completed: 'Das geplante Einlesen ist fertig',
      scheduled_rescan_error: 'Das geplante Einlesen ist fehlgeschlagen',
      scheduled_rescan_skipped: 'Das geplante Einlesen wurde ausgelassen',
      auto_download_started: 'Der Server reiht neue Folgen selbst ein',
      auto_download_completed: 'Der Server hat neue Folgen selbst eingereiht',
      auto_download_error: 'Der Server konnte neue Folgen nicht einreihen',
      download_episode_update: 'Der Server meldet etwas zu einer Folge',
      download_series_completed: 'Alle Downloads einer Serie sind fertig',
    },
    ofSeries: { download_series_completed: 'Alle Downloads von {name} sind fertig' },
    store: {
      recovered:
        'Die lokale Datei war beschädigt. Sie wurde beiseitegelegt, und was lesbar war, wurde behalten.',
      newer:
        'Die lokale Datei stammt von einer neueren Version von Engawa. Sie bleibt, wie sie ist.',
      full: 'Der Datenträger ist voll. Änderungen können nicht behalten werden.',
      readOnly: 'In den Profilordner kann nicht geschrieben werden.',
      moved:
        'Eine nicht gesendete Änderung war nicht lesbar. Sie liegt jetzt als Datei im Ordner „backups“ des Profils; die anderen bleiben. | {n} nicht gesendete Änderungen waren nicht lesbar. Sie liegen jetzt als Dateien im Ordner „backups“ des Profils; die anderen bleiben.',
      left: 'Eine nicht gesendete Änderung ist nicht lesbar und wird nicht gesendet. Sie bleibt in der lokalen Datei: Bitte Platz oder Schreibrechte schaffen und Engawa neu starten. | {n} nicht gesendete Änderungen sind nicht lesbar und werden nicht gesendet. Sie bleiben in der lokalen Datei: Bitte Platz oder Schreibrechte schaffen und Engawa neu starten.',
    },
  },
}
