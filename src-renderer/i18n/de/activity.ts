export const activity = {
  title: 'Verlauf',
  list: 'Was geschehen ist, Neuestes zuerst',
  empty: 'Noch ist nichts geschehen',
  emptyText:
    'Fertige und fehlgeschlagene Downloads, Einlesen und Änderungen anderer Geräte erscheinen hier.',
  today: 'Heute',
  yesterday: 'Gestern',
  says: {
    download: { completed: '{name} ist fertig', failed: '{name} ist fehlgeschlagen' },
    scan: {
      completed:
        'Eingelesen: nichts Neues | Eingelesen: 1 neue fehlende Folge | Eingelesen: {n} neue fehlende Folgen',
      failed: 'Das Einlesen ist fehlgeschlagen',
    },
    todo: {
      created: 'Ein anderes Gerät hat „{title}“ hinzugefügt',
      updated: 'Ein anderes Gerät hat „{title}“ geändert',
      deleted: 'Ein anderes Gerät hat „{title}“ gelöscht',
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
    },
  },
}
