import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutboxCommand, OutboxRow, OutboxState } from '../../src-shared/domain/outbox'
import { localId } from '../queue/local-id'
import { moveAfter } from '../queue/order'
import { foldIn } from './fold'

/** One intent: what the user asked, and whether the lane had sent the row by the time of the next. */
interface Intent {
  readonly entity: string
  readonly command: OutboxCommand
  readonly sentAfter: boolean
}

/** Applies intents one by one as the outbox does; what was sent may not be touched any more. */
function folded(intents: readonly Intent[]): OutboxRow[] {
  let rows: OutboxRow[] = []
  let seq = 0
  for (const { entity, command, sentAfter } of intents) {
    const plan = foldIn(rows, { entity, command, base: null, label: '' })
    const untouchable = rows.filter((row) => row.state !== 'queued').map((row) => row.seq)
    for (const touched of [...plan.drop, ...plan.change.map((change) => change.seq)]) {
      expect(untouchable).not.toContain(touched)
    }
    rows = rows
      .filter((row) => !plan.drop.includes(row.seq))
      .map((row) => ({ ...row, ...plan.change.find((change) => change.seq === row.seq) }))
    if (plan.insert) rows.push(newRow((seq += 1), plan.insert.entity, plan.insert.command))
    else
      expect(plan.carriedBy === null || rows.some((row) => row.seq === plan.carriedBy)).toBe(true)
    if (sentAfter) {
      const first = rows.findIndex((row) => row.state === 'queued')
      rows = rows.map((row, at) => (at === first ? { ...row, state: 'sending', baseline: 0 } : row))
    }
  }
  return rows
}

function newRow(seq: number, entity: string, command: OutboxCommand): OutboxRow {
  return {
    seq,
    profileId: 'p',
    account: 'p:ann',
    server: command.kind.startsWith('todo.') ? 'todos' : 'library',
    entity,
    command,
    base: null,
    label: '',
    state: 'queued',
    baseline: null,
    attempts: 0,
    lastError: null,
    createdAt: 0,
    notBefore: null,
    answer: null,
  }
}

/** What the todo server holds after these commands; `t7` was there before. */
function todosAfter(commands: readonly { entity: string; command: OutboxCommand }[]) {
  const todos = new Map<string, object>([['t7', {}]])
  for (const { entity, command } of commands) {
    if (command.kind === 'todo.create') todos.set(entity, command.fields)
    if (command.kind === 'todo.update' && todos.has(entity)) {
      todos.set(entity, { ...todos.get(entity), ...command.fields })
    }
    if (command.kind === 'todo.delete') todos.delete(entity)
  }
  return todos
}

const sentAfter = fc.boolean()

/** What a user can do: create once, edit and delete only what stands in the list. */
const todoIntents = fc
  .array(
    fc.record({
      entity: fc.constantFrom('a', 'b', 't7'),
      what: fc.constantFrom('edit', 'edit', 'complete', 'delete'),
      title: fc.constantFrom('x', 'y', 'z'),
      sentAfter,
    }),
    { maxLength: 25 },
  )
  .map((steps) => {
    const life = new Map<string, 'new' | 'there' | 'gone'>([['t7', 'there']])
    return steps.flatMap(({ entity, what, title, sentAfter: sent }): Intent[] => {
      const now = life.get(entity) ?? 'new'
      const of = (command: OutboxCommand): Intent[] => [{ entity, command, sentAfter: sent }]
      const todoId = entity === 't7' ? 7 : null
      if (now === 'gone') return []
      if (now === 'new') {
        life.set(entity, 'there')
        return of({ kind: 'todo.create', fields: { title } })
      }
      if (what === 'delete') {
        life.set(entity, 'gone')
        return of({ kind: 'todo.delete', todoId })
      }
      const fields = what === 'edit' ? { title } : { completed: title === 'x' }
      return of({ kind: 'todo.update', todoId, fields })
    })
  })

describe('folding loses no intent that was never sent', () => {
  it('todos: the rows lead to what all the intents lead to', () => {
    fc.assert(
      fc.property(todoIntents, (intents) => {
        expect(todosAfter(folded(intents))).toEqual(todosAfter(intents))
      }),
      { numRuns: 1_000 },
    )
  })

  it('todos: never sent, each todo has at most one row', () => {
    fc.assert(
      fc.property(todoIntents, (intents) => {
        const rows = folded(intents.map((intent) => ({ ...intent, sentAfter: false })))
        expect(new Set(rows.map((row) => row.entity)).size).toBe(rows.length)
      }),
    )
  })

  it('run commands: the run ends in the same state', () => {
    const runs = fc.constantFrom('start', 'stop', 'pause', 'resume')
    const after = (commands: readonly { command: OutboxCommand }[]) => {
      const state = { running: 'unknown', paused: 'unknown' }
      for (const { command } of commands) {
        if (command.kind !== 'queue.run') continue
        if (command.run === 'start') Object.assign(state, { running: 'yes', paused: 'no' })
        if (command.run === 'stop') Object.assign(state, { running: 'no', paused: 'no' })
        if (command.run === 'pause') state.paused = 'yes'
        if (command.run === 'resume') state.paused = 'no'
      }
      return state
    }
    const intents = fc.array(fc.record({ run: runs, sentAfter }), { maxLength: 12 }).map((list) =>
      list.map(({ run, sentAfter: sent }): Intent => {
        return { entity: 'run', command: { kind: 'queue.run', run }, sentAfter: sent }
      }),
    )
    fc.assert(
      fc.property(intents, (list) => {
        expect(after(folded(list))).toEqual(after(list))
        const unsent = folded(list.map((intent) => ({ ...intent, sentAfter: false })))
        expect(unsent.length).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('moves: the order is the same', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const place = fc.constantFrom(...ids)
    const intents = fc
      .array(fc.record({ itemId: place, after: fc.option(place), sentAfter }), { maxLength: 12 })
      .map((list) =>
        list
          .filter(({ itemId, after }) => itemId !== after)
          .map(({ itemId, after, sentAfter: sent }): Intent => {
            return {
              entity: itemId,
              command: { kind: 'queue.move', itemId, after },
              sentAfter: sent,
            }
          }),
      )
    const order = (commands: readonly { command: OutboxCommand }[]) =>
      commands.reduce<readonly string[]>((now, { command }) => {
        return command.kind === 'queue.move' ? moveAfter(now, command.itemId, command.after) : now
      }, ids)
    fc.assert(
      fc.property(intents, (list) => {
        expect(order(folded(list))).toEqual(order(list))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the queue', () => {
  const episodes = [1, 2, 3].map((episode) => ({ season: 1, episode }))
  const add: OutboxCommand = {
    kind: 'queue.add',
    seriesId: 's',
    seriesFolder: null,
    seriesTitle: 'S',
    episodes,
  }
  const local = (episode: number) => localId(1, 'frieren', { season: 1, episode })
  const remove = (...itemIds: string[]): OutboxCommand => ({ kind: 'queue.remove', itemIds })
  const ask = (rows: readonly OutboxRow[], command: OutboxCommand) =>
    foldIn(rows, { entity: 'x', command, base: null, label: '' })
  const row = (state: OutboxState, baseline: number | null): OutboxRow => ({
    ...newRow(1, 'a', add),
    state,
    baseline,
  })

  it('takes removed episodes out of an adding that was never sent', () => {
    const plan = ask([row('queued', null)], remove(local(2), 'server-1'))
    expect(plan.change).toEqual([
      { seq: 1, command: { ...add, episodes: [episodes[0], episodes[2]] }, base: null, label: '' },
    ])
    expect(plan.insert?.command).toEqual(remove('server-1'))
  })

  it('leaves an episode in its adding that a move names: the others would stand elsewhere', () => {
    const move = { kind: 'queue.move', itemId: 'server-1', after: local(2) } as const
    const plan = ask([row('queued', null), newRow(2, 'm', move)], remove(local(1), local(2)))
    expect(plan.change[0]?.command).toEqual({ ...add, episodes: [episodes[1], episodes[2]] })
    expect(plan.insert?.command).toEqual(remove(local(2)))
  })

  it('cancels an adding of which nothing is left', () => {
    const plan = ask([row('queued', null)], remove(local(1), local(2), local(3)))
    expect([plan.drop, plan.change, plan.insert, plan.carriedBy]).toEqual([[1], [], null, null])
  })

  it.each([
    ['sending', 0],
    ['ambiguous', 0],
    ['queued', 0],
    ['held', null],
  ] as const)('leaves an adding alone that is %s with baseline %s', (state, baseline) => {
    const plan = ask([row(state, baseline)], remove(local(1)))
    expect([plan.drop, plan.change]).toEqual([[], []])
    expect(plan.insert?.command).toEqual(remove(local(1)))
  })

  it('asks for a retry once, and never with an empty list', () => {
    const retry = (...itemIds: string[]): OutboxCommand => ({ kind: 'queue.retry', itemIds })
    const standing = newRow(4, 'r', retry('1', '2'))
    expect(ask([standing], retry('2', '3')).insert?.command).toEqual(retry('3'))
    expect(ask([standing], retry('1'))).toMatchObject({ insert: null, carriedBy: 4 })
  })

  it('asks for one rescan at a time', () => {
    const standing = newRow(2, 'library', { kind: 'library.rescan' })
    expect(ask([standing], { kind: 'library.rescan' })).toMatchObject({
      insert: null,
      carriedBy: 2,
    })
    const sent = { ...standing, state: 'sending' as const, baseline: 0 }
    expect(ask([sent], { kind: 'library.rescan' }).insert).not.toBeNull()
  })
})
