import { text, type Db } from '../../store/db'
import type { QueueItem } from './item'

/**
 * Items by position. Progress is never stored: a download that was running when the process died
 * begins again, as its half-written file is thrown away.
 */
export class QueueStore {
  constructor(private readonly db: Db) {}

  load(): QueueItem[] {
    return this.db
      .all('SELECT body FROM queue_item ORDER BY position, id')
      .map((row) => JSON.parse(text(row, 'body')) as QueueItem)
  }

  /** Writes these items with these positions, in one transaction. */
  save(rows: readonly { item: QueueItem; position: number }[]): void {
    this.db.transaction(() => {
      for (const { item, position } of rows) {
        this.db.run(
          `INSERT INTO queue_item (id, position, body) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET position = excluded.position, body = excluded.body`,
          item.id,
          position,
          JSON.stringify({ ...item, progress: null }),
        )
      }
    })
  }

  remove(ids: readonly string[]): void {
    this.db.transaction(() => {
      for (const id of ids) this.db.run('DELETE FROM queue_item WHERE id = ?', id)
    })
  }

  get run(): { running: boolean; paused: boolean } {
    return {
      running: this.db.meta('queue.running') === '1',
      paused: this.db.meta('queue.paused') === '1',
    }
  }

  saveRun(running: boolean, paused: boolean): void {
    this.db.setMeta('queue.running', running ? '1' : '0')
    this.db.setMeta('queue.paused', paused ? '1' : '0')
  }
}
