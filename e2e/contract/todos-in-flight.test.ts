import { describe, expect, it } from 'vitest'
import { endAfterEach, fastApi, until, Witnessed } from './testing'

/** A connection lost with a change in flight: nothing lost, nothing twice, nothing for ever. */
endAfterEach()
const MB = 1024 * 1024

async function signedIn() {
  const server = await fastApi()
  const witness = new Witnessed(server)
  await witness.todos()
  /** The next connection, and the three lists by which rows of the last one are judged. */
  const back = async () => {
    witness.redial('todos')
    await until(() => witness.state('todos')).toBe('ready')
    await witness.look(1_000)
    await witness.look(1_000)
  }
  return { server, witness, todos: witness.client.todos, back }
}

describe('a server that goes with a todo in flight', () => {
  it.each(['kill', 'stop'] as const)('(%s, done but not confirmed) has it once', async (how) => {
    const { server, witness, todos } = await signedIn()
    await server.control('/swallow-confirmations', { times: 1 })
    todos.create({ title: 'Once' })
    await until(() => witness.actions()).toEqual(['create_todo'])
    await server[how]()
    await until(() => witness.state('todos')).toBe('backoff')
    expect(witness.outbox()).toEqual(['todo.create ambiguous'])
    await server.start()
    witness.redial('todos')
    await until(() => witness.outbox()).toEqual([])
    expect(witness.titles()).toEqual(['Once'])
    expect(await witness.actions()).toEqual([])
    expect(witness.client.sessions.view('todos').state).toBe('signedIn')
  })

  it('(a crash before it was done) gets it again once nothing can come of the first', async () => {
    const { server, witness, todos, back } = await signedIn()
    await server.control('/crash-on', { text: 'Twice tried' })
    todos.create({ title: 'Twice tried' })
    await until(() => witness.state('todos')).toBe('backoff')
    await server.control('/crash-on', { text: null })
    await back()
    await until(() => witness.outbox()).toEqual([])
    expect(witness.titles()).toEqual(['Twice tried'])
    const looks = ['get_all_todos', 'get_all_todos']
    expect(await witness.actions()).toEqual(['create_todo', ...looks, 'create_todo'])
  })

  it('(a crash by the todo itself) sees it put aside the second time, and the others go on', async () => {
    const { server, witness, todos, back } = await signedIn()
    await server.control('/crash-on', { text: 'poison' })
    todos.create({ title: 'Bad', description: 'poison' })
    todos.create({ title: 'Good' })
    await until(() => witness.state('todos')).toBe('backoff')
    expect(witness.outbox()).toEqual(['todo.create ambiguous', 'todo.create queued'])
    await back()
    await until(() => witness.counter('todos', 'closed.1006')).toBe(2)
    expect(witness.outbox()).toEqual(['todo.create parked', 'todo.create queued'])
    witness.redial('todos')
    await until(() => witness.outbox()).toEqual(['todo.create parked'])
    expect(witness.titles()).toContain('Good')
    expect(witness.state('todos')).toBe('ready')
  })

  it('(1009: no server takes a todo so large) sees it put aside the second time', async () => {
    const { witness, todos, back } = await signedIn()
    todos.create({ title: 'Bad', description: 'x'.repeat(17 * MB) })
    await until(() => witness.counter('todos', 'closed.1009')).toBe(1)
    expect(witness.outbox()).toEqual(['todo.create ambiguous'])
    await back()
    await until(() => witness.counter('todos', 'closed.1009')).toBe(2)
    expect(witness.outbox()).toEqual(['todo.create parked'])
    witness.redial('todos')
    await until(() => witness.state('todos')).toBe('ready')
    expect(await witness.actions()).toEqual(['get_all_todos', 'get_all_todos'])
  })
})
