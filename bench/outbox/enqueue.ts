import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { systemClock } from '../../src-main/clock'
import { SqliteOutbox } from '../../src-main/outbox/outbox'
import { openStore } from '../../src-main/store/open'
import { TodoStore } from '../../src-main/store/todos'
import type { Figure } from '../harness/figure'
import { median, percentile } from '../harness/statistics'

/** So few that what waits stays about what it was at the beginning. */
const INSERTS = 900
const WAITING = [0, 9_000]

/** One change made durable, against one insert of as many bytes by the bare driver, by turns. */
export function enqueue(): readonly Figure[] {
  return WAITING.flatMap(enqueueBehind)
}

function enqueueBehind(waiting: number): readonly Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-bench-'))
  try {
    const ours = enqueuing(join(folder, 'ours.db'), waiting)
    const raw = inserting(join(folder, 'raw.db'))
    const times = { ours: [] as number[], raw: [] as number[] }
    for (let i = 0; i < INSERTS; i++) {
      const first = i % 2 === 0
      if (first) times.ours.push(timed(() => ours.run(i)))
      times.raw.push(timed(() => raw.run(i)))
      if (!first) times.ours.push(timed(() => ours.run(i)))
    }
    ours.close()
    raw.close()
    const name = 'libsql, synchronous=FULL'
    const note = `${INSERTS} by turns, ${waiting} changes waiting before them`
    const what = `enqueue a todo behind ${waiting.toLocaleString('en')}`
    return [
      {
        ...{ what: `${what}, p99`, unit: 'ms', note, ours: percentile(times.ours, 0.99) },
        peer: { name, value: percentile(times.raw, 0.99) },
        budget: { of: 'ratio', atMost: 3 },
      },
      {
        ...{ what: `${what}, p50`, unit: 'ms', note, ours: median(times.ours) },
        peer: { name, value: median(times.raw) },
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Inserting {
  readonly run: (i: number) => void
  readonly close: () => void
}

function enqueuing(path: string, waiting: number): Inserting {
  const { db } = openStore(path)
  const outbox = new SqliteOutbox({ db, clock: systemClock(), todos: new TodoStore(db) })
  const run = (i: number) =>
    void outbox.enqueue({
      ...{ server: 'todos', profileId: 'p', account: 'p:mio', entity: randomUUID() },
      command: { kind: 'todo.create', fields: { title: title(i) } },
      label: title(i),
    })
  db.unitOfWork(() => {
    for (let i = 0; i < waiting; i++) run(-i)
  })
  return {
    run,
    close() {
      outbox.dispose()
      db.close()
    },
  }
}

function inserting(path: string): Inserting {
  const db = new Libsql(path)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = FULL')
  db.exec('CREATE TABLE item (id INTEGER PRIMARY KEY, entity TEXT, command TEXT, label TEXT)')
  const insert = db.prepare('INSERT INTO item (entity, command, label) VALUES (?, ?, ?)')
  return {
    run(i) {
      const command = JSON.stringify({ kind: 'todo.create', fields: { title: title(i) } })
      insert.run([randomUUID(), command, title(i)])
    },
    close: () => void db.close(),
  }
}

function title(i: number): string {
  return `water the plants on the balcony, row ${i}`
}

function timed(work: () => void): number {
  const begin = performance.now()
  work()
  return performance.now() - begin
}
