export const activity = {
  title: 'Activity',
  list: 'What happened, newest first',
  empty: 'Nothing has happened yet',
  emptyText: 'Finished and failed downloads, scans and changes by other devices appear here.',
  today: 'Today',
  yesterday: 'Yesterday',
  says: {
    download: { completed: '{name} is finished', failed: '{name} failed' },
    scan: {
      completed:
        'Scan finished: nothing new | Scan finished: 1 new missing episode | Scan finished: {n} new missing episodes',
      failed: 'The scan failed',
    },
    todo: {
      created: 'Another device added “{title}”',
      updated: 'Another device changed “{title}”',
      deleted: 'Another device deleted “{title}”',
    },
    server: 'The server reports: {type}',
    store: {
      recovered: 'The local file was damaged. It was set aside and what could be read was kept.',
      newer: 'The local file is from a newer version of Engawa. It is left as it is.',
      full: 'The disk is full. Changes cannot be kept.',
      readOnly: 'The profile folder cannot be written to.',
    },
  },
}
