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
      merged: 'Your change of “{title}” and another device’s were both kept',
    },
    server: {
      scheduled_rescan_started: 'The scheduled scan has begun',
      scheduled_rescan_completed: 'The scheduled scan has ended',
      scheduled_rescan_error: 'The scheduled scan failed',
      scheduled_rescan_skipped: 'The scheduled scan was skipped',
      auto_download_started: 'The server queues new episodes by itself',
      auto_download_completed: 'The server has queued new episodes by itself',
      auto_download_error: 'The server could not queue new episodes',
      download_episode_update: 'The server reports on an episode',
      download_series_completed: 'All downloads of a series are done',
    },
    ofSeries: { download_series_completed: 'All downloads of {name} are done' },
    store: {
      recovered: 'The local file was damaged. It was set aside and what could be read was kept.',
      newer: 'The local file is from a newer version of Engawa. It is left as it is.',
      full: 'The disk is full. Changes cannot be kept.',
      readOnly: 'The profile folder cannot be written to.',
    },
  },
}
