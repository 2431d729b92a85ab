import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../../src-shared/domain/errors'
import type { Json } from '../../../src-shared/json'
import { encodeCreate, encodeDelete, encodeGetAll, encodeUpdate } from './encode'
import { decodeTodoMessage as decode } from './message'
import { decodeTodo } from './todo'

const todo = { id: 7, title: 'Milk', completed: false }
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaW8ifQ.c2lnbmF0dXJl_-x'

describe('todos', () => {
  it('reads the done flag under each name and keeps the name', () => {
    for (const doneField of ['completed', 'is_completed', 'done'] as const) {
      expect(decodeTodo({ id: '7', title: 'x', [doneField]: true }, 'here')).toMatchObject({
        id: 7,
        completed: true,
        doneField,
      })
    }
  })

  it('keeps unknown fields and needs only an id', () => {
    expect(decodeTodo({ id: 1, owner_id: 3, tags: ['a'] }, 'here')).toMatchObject({
      title: '',
      extra: { owner_id: 3, tags: ['a'] },
    })
    expect(() => decodeTodo({ title: 'x' }, 'here')).toThrow(AppFailure)
  })
})

describe('todo messages', () => {
  it.each<Json>([
    { type: 'todos_list', todos: [todo] },
    { type: 'todos_list', payload: [todo] },
    { type: 'todos_list', data: [todo] },
    { type: 'todos_list', payload: { todos: [todo] } },
  ])('finds the list in %j', (message) => {
    expect(decode(message)).toMatchObject({ type: 'list', todos: [{ id: 7 }], skipped: 0 })
  })

  it('does not take a list that is not there for an empty one', () => {
    expect(() => decode({ type: 'todos_list' })).toThrow(AppFailure)
    expect(decode({ type: 'todos_list', todos: [] })).toMatchObject({ todos: [] })
  })

  it.each<Json>([
    { type: 'error', message: `Cannot use ${JWT}` },
    { type: 'error', payload: `Cannot use ${JWT}` },
    { type: 'error', data: { detail: [{ msg: `Cannot use ${JWT}` }] } },
    { type: 'error', payload: { detail: { message: `Cannot use ${JWT}` } } },
    { type: 'error', error: `Cannot use ${JWT}` },
    { type: 'auth_error', detail: `Cannot use ${JWT}` },
    { type: 'error', code: 401, message: `Cannot use ${JWT}` },
  ])('keeps no token that an error repeats: %j', (message) => {
    expect(decode(message)).toMatchObject({ message: 'Cannot use [redacted]' })
  })

  it('keeps no token in the name of a message', () => {
    expect(JSON.stringify(decode({ type: `token_refused ${JWT}` }))).not.toContain(JWT)
    expect(JSON.stringify(decode({ type: `hello ${JWT}` }))).not.toContain(JWT)
  })

  it.each(['todo', 'payload', 'data'])('finds a todo under %s', (name) => {
    expect(decode({ type: 'todo_created', [name]: todo })).toMatchObject({ todo: { id: 7 } })
    expect(decode({ type: 'todo_updated', [name]: { todo } })).toMatchObject({ todo: { id: 7 } })
  })

  it.each<Json>([
    { type: 'todo_deleted', todo_id: 7 },
    { type: 'todo_deleted', payload: { todo_id: '7' } },
    { type: 'todo_deleted', data: { id: 7 } },
    { type: 'todo_deleted', payload: 7 },
    { type: 'todo_deleted', todo },
  ])('finds the deleted id in %j', (message) => {
    expect(decode(message)).toEqual({ type: 'deleted', todoId: 7 })
  })

  it.each<Json>([
    { type: 'error', message: 'Title is empty' },
    { type: 'error', payload: { detail: 'Title is empty' } },
    { type: 'error', data: { error: 'Title is empty' } },
    { type: 'error', payload: 'Title is empty' },
  ])('finds the words of %j', (message) => {
    expect(decode(message)).toEqual({ type: 'error', message: 'Title is empty' })
  })

  it.each<Json>([
    { type: 'auth_error', message: 'x' },
    { type: 'authentication_error', payload: { message: 'x' } },
    { type: 'unauthorized' },
    { type: 'error', message: 'Could not validate credentials' },
    { type: 'error', code: 4001, message: 'bye' },
    { type: 'error', data: { detail: 'Token has expired' } },
  ])('takes %j for the token being refused', (message) => {
    expect(decode(message).type).toBe('authError')
  })

  it('does not mistake a todo about tokens for a refused token', () => {
    const message = { type: 'error', message: 'Todo "renew expired token" not found' }
    expect(decode(message).type).toBe('error')
    expect(decode({ type: 'auth_success' }).type).toBe('unknown')
    expect(decode({ type: 'pong' })).toEqual({ type: 'unknown', name: 'pong' })
  })
})

describe('what is sent', () => {
  it('is exactly what the server asks for, with its own name for done', () => {
    expect(JSON.parse(encodeGetAll())).toEqual({ action: 'get_all_todos', payload: null })
    expect(JSON.parse(encodeCreate({ title: 'A', completed: true }, 'done'))).toEqual({
      action: 'create_todo',
      payload: { title: 'A', done: true },
    })
    expect(
      JSON.parse(encodeUpdate(7, { completed: false, dueDate: null }, 'is_completed')),
    ).toEqual({
      action: 'update_todo',
      todo_id: 7,
      payload: { is_completed: false, due_date: null },
    })
    expect(JSON.parse(encodeDelete(7))).toEqual({ action: 'delete_todo', todo_id: 7 })
  })
})
