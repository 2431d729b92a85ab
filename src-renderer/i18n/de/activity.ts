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
    },
    server: 'Der Server meldet: {type}',
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
