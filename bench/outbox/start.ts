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
const FLOOR = fileURLToPath(new URL('./floor-process.ts', import.meta.url))

/** A start with a full outbox and one with an empty, by turns, each in a new process. */
export async function start(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-bench-'))
  const [empty, full] = [join(folder, 'empty'), join(folder, 'full')]
  try {
    await profile(empty)
    cpSync(empty, full, { recursive: true })
    fill(full)
    const times = { empty: [] as Start[], full: [] as Start[], floor: [] as number[] }
    for (let i = 0; i < STARTS; i++) {
      const first = i % 2 === 0
      if (first) times.full.push(await once(full, ROWS))
      times.empty.push(await once(empty, 0))
      if (!first) times.full.push(await once(full, ROWS))
      times.floor.push(await floor(full))
    }
    const what = `start with ${ROWS.toLocaleString('en')} unsent changes`
    const of = (some: readonly Start[], which: 'ms' | 'given') =>
      median(some.map((one) => one[which]))
    return [
      {
        ...{ what: `${what}, folded`, unit: 'ms', ours: of(times.full, 'ms') },
        peer: { name: 'ours, none', value: of(times.empty, 'ms') },
        budget: { of: 'difference', atMost: 60 },
        note: `${STARTS} starts each: store, outbox, client and what is shown`,
      },
      {
        ...{ what: `${what}, as text`, unit: 'ms', ours: of(times.full, 'given') },
        peer: { name: 'ours, none', value: of(times.empty, 'given') },
        note: 'and then every snapshot as the text that crosses to the window',
      },
      {
        ...{ what: `read and parse ${ROWS.toLocaleString('en')} commands`, unit: 'ms' },
        ours: median(times.floor),
        peer: null,
        note: 'what of it the bare driver and JSON.parse need',
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

interface Start {
  /** Until what is shown is folded. */
  readonly ms: number
  /** Until the window could be given all of it. */
  readonly given: number
}

/** @throws Error when it did not show what waits: then it was measured for nothing */
async function once(path: string, rows: number): Promise<Start> {
  const said = await run<Start & { shown: number; waiting: number }>(START, path)
  if (said.shown !== rows || said.waiting !== rows) {
    throw new Error(`the start showed ${JSON.stringify(said)}`)
  }
  return said
}

async function floor(path: string): Promise<number> {
  const said = await run<{ ms: number; commands: number }>(FLOOR, path)
  if (said.commands !== ROWS) throw new Error(`there were ${said.commands} commands`)
  return said.ms
}

async function run<T>(program: string, path: string): Promise<T> {
  const started = promisify(execFile)(process.execPath, [...process.execArgv, program, path])
  return JSON.parse((await started).stdout) as T
}
