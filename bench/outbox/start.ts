import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { systemClock } from '../../src-main/clock'
import { SqliteOutbox } from '../../src-main/outbox/outbox'
import { openStore } from '../../src-main/store/open'
import { TodoStore } from '../../src-main/store/todos'
import type { Figure } from '../harness/figure'
import { signedInClient, startTodoServer } from '../harness/headless'
import { median } from '../harness/statistics'

const ROWS = 10_000
const STARTS = 15
const START = fileURLToPath(new URL('./start-process.ts', import.meta.url))

/** A start with a full outbox and one with an empty, by turns, each in a new process. */
export async function start(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-bench-'))
  const [empty, full] = [join(folder, 'empty'), join(folder, 'full')]
  try {
    await profile(empty)
    cpSync(empty, full, { recursive: true })
    fill(full)
    const times = { empty: [] as number[], full: [] as number[] }
    for (let i = 0; i < STARTS; i++) {
      const first = i % 2 === 0
      if (first) times.full.push(await once(full, ROWS))
      times.empty.push(await once(empty, 0))
      if (!first) times.full.push(await once(full, ROWS))
    }
    return [
      {
        ...{ what: `start with ${ROWS.toLocaleString('en')} unsent changes`, unit: 'ms' },
        ours: median(times.full),
        peer: { name: 'ours, none', value: median(times.empty) },
        budget: { of: 'difference', atMost: 60 },
        note: `${STARTS} starts each: store, outbox, client and what is shown`,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A profile of somebody who was signed in: what is shown belongs to an account. */
async function profile(path: string): Promise<void> {
  const server = await startTodoServer()
  const folder = { path, remove: () => undefined }
  const { close } = await signedInClient(server.url, systemClock(), folder)
  await close()
  await server.process.stop()
}

function fill(path: string): void {
  const { db } = openStore(join(path, 'test.db'))
  const account = String(db.get('SELECT account FROM todo_account')?.account)
  const outbox = new SqliteOutbox({ db, clock: systemClock(), todos: new TodoStore(db) })
  db.unitOfWork(() => {
    for (let i = 0; i < ROWS; i++) {
      outbox.enqueue({
        ...{ server: 'todos', profileId: account.split(':')[0] ?? '', account },
        entity: randomUUID(),
        command: { kind: 'todo.create', fields: { title: `todo ${i}` } },
        label: `todo ${i}`,
      })
    }
  })
  outbox.dispose()
  db.close()
}

/** @throws Error when it did not show what waits: then it was measured for nothing */
async function once(path: string, rows: number): Promise<number> {
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [...process.execArgv, START, path])
  const said = JSON.parse(stdout) as { ms: number; shown: number; waiting: number }
  if (said.shown !== rows || said.waiting !== rows) throw new Error(`the start showed ${stdout}`)
  return said.ms
}
