import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { silentLog } from '../log'
import { SqliteOutbox } from '../outbox/outbox'
import { create } from '../outbox/testing'
import { tempFolder } from '../session/testing'
import { openStore } from '../store/open'
import { ManualClock } from '../store/testing'
import { TodoStore } from '../store/todos'
import { openClient } from './testing'

it('starts with a row that cannot be read, and says so once', async () => {
  const folder = tempFolder()
  const clock = new ManualClock()
  const { db } = openStore(join(folder.path, 'test.db'))
  const outbox = new SqliteOutbox({ db, clock, todos: new TodoStore(db) })
  for (const label of ['a', 'b']) {
    outbox.enqueue({
      ...{ server: 'todos', profileId: 'p', account: 'p:ann', entity: label },
      ...{ command: create(label), label },
    })
  }
  db.run(`UPDATE outbox SET command = replace(command, '}}', '}]') WHERE seq = 1`)
  outbox.dispose()
  db.close()

  const { remove } = folder
  const first = openClient(clock, silentLog, { ...folder, remove: () => undefined })
  const notes = () => first.client.activity.slice.rows.map(({ kind, data }) => [kind, data])
  expect(notes()).toEqual([['store.note', { state: 'moved', n: 1 }]])
  expect(first.client.outbox.all().map(({ label }) => label)).toEqual(['b'])
  expect(readdirSync(join(folder.path, 'backups'))).toHaveLength(1)
  await first.close()
  const second = openClient(clock, silentLog, { ...folder, remove })
  expect(second.client.activity.slice.rows).toHaveLength(1)
  await second.close()
})
