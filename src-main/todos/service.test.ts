import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src-shared/json'
import { Emitter } from '../emitter'
import { ScriptedPort, ScriptedSessions, UNWATCHED } from '../link/testing'
import { silentLog } from '../log'
import type { LaneChange, NewRow } from '../outbox/types'
import { outboxRow } from '../queue/testing'
import type { SeenTodo } from '../store/types'
import { ManualClock } from '../transport/test-support'
import { TodosLink } from './link'
import { TodosService } from './service'

/** Service and link, with lane, outbox, connection and sessions written by hand. */
function setUp() {
  const clock = new ManualClock()
  const sessions = new ScriptedSessions()
  sessions.state = 'signedIn'
  const port = new ScriptedPort()
  const told: string[] = []
  const queued: NewRow[] = []
  const activity: (JsonObject | string | null)[] = []
  const lane = { todos: [] as SeenTodo[], changed: new Emitter<LaneChange>(), inFlight: true }
  const todos = new TodosService({
    makeLane: ({ account }) => ({
      todos: lane.todos,
      confirmedAt: 5,
      connected: () => told.push(`connected ${account}`),
      disconnected: () => told.push('disconnected'),
      refresh: () => told.push('refresh') > 0,
      list: (list) => {
        told.push(`list ${list.length}`)
      },
      created: (todo) => told.push(`created ${todo.id}`),
      updated: (todo) => told.push(`updated ${todo.id}`),
      deleted: (id) => told.push(`deleted ${id}`),
      error: (message) => {
        told.push(`error ${message}`)
        return lane.inFlight
      },
      onChange: (listener) => lane.changed.on(listener),
      dispose: () => told.push(`dispose ${account}`),
    }),
    outbox: {
      enqueue: (row) => {
        queued.push(row)
        return outboxRow(queued.length, row.command)
      },
      rows: () => [],
      onChange: () => () => undefined,
    },
    activity: {
      add: (_kind, data, account) => activity.push(data, account ?? null),
      open: () => undefined,
    },
    others: (changes) => activity.push(...changes.map((change) => ({ ...change }))),
    clock,
    log: silentLog,
    uuid: () => 'uuid',
  })
  const link = new TodosLink({
    ...{ sessions, todos, presence: UNWATCHED },
    http: { request: () => Promise.reject(new Error('not asked')) },
    open: () => ({ request: () => Promise.reject(new Error('no schema')) }),
    connect: () => port,
    log: silentLog,
  })
  const frame = (message: JsonObject) => link.onFrame(JSON.stringify(message))
  const live = () => todos.slice.meta.freshness.live
  return { clock, sessions, port, told, queued, activity, lane, todos, link, frame, live }
}

const seen = (id: number): SeenTodo => ({
  todo: {
    ...{ id, title: `Todo ${id}`, description: null, completed: false, priority: null },
    ...{ dueDate: null, createdAt: null, updatedAt: null, doneField: 'completed', extra: {} },
  },
  firstSeen: id,
  entity: `t${id}`,
})

describe('todos link', () => {
  it('never dials for one account with the token of the next', async () => {
    const t = setUp()
    t.link.load()
    t.link.dial()
    Object.assign(t.sessions, { user: 'ben', value: 'token-of-ben' })
    await expect(t.link.target()).rejects.toMatchObject({ error: { code: 'net.cancelled' } })
    t.sessions.set('todos', {})
    expect((await t.link.target()).url).toContain('token-of-ben')
  })

  it('dials with the token in the query, and is in sync with the first list', async () => {
    const t = setUp()
    t.link.load()
    t.link.dial()
    expect((await t.link.target()).url).toBe('ws://127.0.0.1:8000/ws_ep/ws?token=token-1')
    let done = false
    const sync = t.link.sync(1, new AbortController().signal).then(() => (done = true))
    t.frame({ type: 'pong' })
    await Promise.resolve()
    expect(done).toBe(false)
    t.link.onSyncSlow()
    expect(t.told).toEqual(['connected p:mia', 'refresh'])
    t.frame({ type: 'todos_list', payload: [{ id: 1, title: 'A' }] })
    await sync
    t.port.enter('ready')
    expect(t.told.slice(2)).toEqual(['list 1'])
    expect(t.live()).toBe(true)
    t.port.enter('probing')
    expect(t.live()).toBe(true)
    t.port.enter('backoff')
    t.link.onDown(1, null)
    expect([t.live(), t.told.at(-1)]).toEqual([false, 'disconnected'])
  })

  it('hands each message on once, in order, and counts what it does not understand', () => {
    const t = setUp()
    t.link.load()
    t.frame({ type: 'todo_created', todo: { id: 4, title: 'x' } })
    t.frame({ type: 'todo_deleted', payload: { todo_id: 4 } })
    t.frame({ type: 'error', message: 'bad title' })
    t.link.onFrame('not json')
    t.frame({ type: 'todos_list' })
    t.frame({ type: 'brand_new' })
    expect(t.told).toEqual(['created 4', 'deleted 4', 'error bad title'])
    expect(t.port.counters.get('frames.notJson')).toBe(1)
    expect(t.port.counters.get('frames.notUnderstood')).toBe(1)
    expect(t.port.counters.get('events.unknown.brand_new')).toBe(1)
  })

  it('never uses a refused token again', async () => {
    const t = setUp()
    t.link.load()
    await t.link.target()
    t.frame({ type: 'auth_error', message: 'Token has expired' })
    expect(t.port.asked).toEqual(['refuse auth.required', 'authChanged'])
    expect(t.sessions.refused).toEqual(['token-1'])
    await expect(t.link.target()).rejects.toMatchObject({ error: { code: 'auth.required' } })
  })

  it('ends a sync whose connection is gone', async () => {
    const t = setUp()
    const gone = new AbortController()
    const sync = t.link.sync(1, gone.signal)
    gone.abort()
    await expect(sync).rejects.toMatchObject({ error: { code: 'net.cancelled' } })
  })

  it('shows nothing of the first account to the second', () => {
    const t = setUp()
    t.lane.todos = [seen(1)]
    t.link.load()
    expect(t.todos.slice.rows.map((row) => row.id)).toEqual(['t1'])
    t.lane.todos = []
    t.sessions.set('todos', { user: 'ben' })
    expect(t.todos.slice.rows).toEqual([])
    expect(t.told).toEqual(['dispose p:mia'])
  })
})

describe('todos service', () => {
  it('queues canonical, changed fields with what they were made on', () => {
    const t = setUp()
    t.lane.todos = [seen(1)]
    t.link.load()
    expect(t.todos.create({ title: ' New  one ' })).toEqual({ seq: 1, entity: 'uuid' })
    expect(t.todos.update('t1', { title: 'Todo 1', completed: true })).toBe(2)
    expect(t.todos.update('t1', { title: ' Todo 1 ' })).toBeNull()
    expect(t.todos.delete('t1')).toBe(3)
    expect(t.queued).toMatchObject([
      {
        entity: 'uuid',
        command: { kind: 'todo.create', fields: { title: 'New one' } },
        base: null,
      },
      {
        command: { kind: 'todo.update', todoId: 1, fields: { completed: true } },
        base: { completed: false },
      },
      { command: { kind: 'todo.delete', todoId: 1 }, holdMs: 8_000, base: { title: 'Todo 1' } },
    ])
    expect(() => t.todos.update('gone', { completed: true })).toThrow(/no longer/)
    expect(() => t.todos.create({ title: ' ' })).toThrow(/title/)
  })

  it('refreshes over the connection only', () => {
    const t = setUp()
    t.link.load()
    t.todos.refresh()
    expect(t.told.at(-1)).toBe('refresh')
    t.todos.open(null)
    expect(() => t.todos.refresh()).toThrow(/not connected/)
  })

  it('tells what other clients did, and writes a merge down', () => {
    const t = setUp()
    t.link.load()
    t.lane.changed.emit({ foreign: [{ what: 'deleted', title: 'Milk' }] })
    expect(t.activity).toEqual([{ what: 'deleted', title: 'Milk' }])
    const edit = { mine: { completed: true }, undo: { completed: false } }
    const merged = { title: 'Milk', entity: 't1', ...edit }
    t.lane.changed.emit({ foreign: [], merged })
    expect(t.activity.slice(1)).toEqual([{ what: 'merged', ...merged }, 'p:mia'])
  })

  it('writes down what the server complains of when nothing is in flight, once and without tokens', () => {
    const t = setUp()
    t.link.load()
    const error = (message: string) => t.frame({ type: 'error', message })
    error('bad title')
    expect(t.activity).toEqual([])
    t.lane.inFlight = false
    error('no room for token=abcdef')
    t.clock.advance(60_000)
    error('no room for token=abcdef')
    expect(t.activity).toEqual([{ reason: 'no room for token=[redacted]' }, 'p:mia'])
    error('something else')
    t.clock.advance(10 * 60_000)
    error('something else')
    expect(t.activity).toHaveLength(6)
  })

  it('tells its age every 5 s at most, and at once when it goes live', () => {
    const t = setUp()
    t.link.load()
    const published: (number | null)[] = []
    t.todos.slice.onChange(({ patch }) => published.push(patch.meta?.freshness.confirmedAt ?? null))
    const start = t.clock.now()
    for (let n = 0; n < 10; n++) {
      t.frame({ type: 'todo_deleted', todo_id: n })
      t.clock.advance(1_000)
    }
    expect(published).toEqual([start + 4_000, start + 9_000])
    t.todos.setLive(true)
    expect(published).toHaveLength(3)
  })
})
