import { expect, it } from 'vitest'
import type { Json } from '../../../src-shared/json'
import { readGrant } from '../../session/answers'
import { readAnswer } from '../../transport/answers'
import { afterFrame } from '../../transport/test-frames'
import { parseFrame } from '../frame'
import { decodeTodoMessage as decode } from './message'

const todo = { id: 7, title: 'Milk', done: false }
const answer = (status: number, body: Json, headers = {}) =>
  readAnswer({ status, statusText: '', headers, text: JSON.stringify(body) }, 'POST /token', 0)
const refusal = (code: string, more = {}) => ({
  ok: false,
  error: expect.objectContaining({ code, ...more }),
})

/** The protocol's list of what must be understood, in its own words, for the todo server. */
const CASES: Readonly<Record<string, () => unknown>> = {
  'payload at top level': () => {
    expect(decode({ type: 'todo_created', ...todo })).toMatchObject({ todo: { id: 7 } })
  },
  'token under `token`': () => {
    expect(readGrant({ token: 'abc' }, '/token').value).toBe('abc')
  },
  '`todo_id` in the payload': () => {
    for (const name of ['payload', 'data']) {
      const message = { type: 'todo_deleted', [name]: { todo_id: 7 } }
      expect(decode(message)).toEqual({ type: 'deleted', todoId: 7 })
    }
  },
  'list under `data`': () => {
    expect(decode({ type: 'todos_list', data: [todo] })).toMatchObject({ todos: [{ id: 7 }] })
  },
  '`data` missing: a list that is not there is not an empty one': () => {
    expect(() => decode({ type: 'todos_list' })).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'net.badAnswer' }) }),
    )
  },
  'a todo with unknown fields': () => {
    const message = { type: 'todo_updated', todo: { ...todo, owner_id: 3, tags: ['a'] } }
    expect(decode(message)).toMatchObject({
      todo: { id: 7, doneField: 'done', extra: { owner_id: 3, tags: ['a'] } },
    })
  },
  'both error shapes': () => {
    const shapes: Json[] = [
      { detail: 'Title is empty' },
      { success: false, error: 'EMPTY', message: 'Title is empty' },
    ]
    for (const body of shapes) {
      const said = { type: 'error', message: 'Title is empty' }
      expect(decode({ type: 'error', payload: body })).toEqual(said)
      expect(answer(422, body)).toEqual(refusal('server.badRequest', { detail: 'Title is empty' }))
    }
  },
  '429 with and without `Retry-After`': () => {
    expect(answer(429, {}, { 'retry-after': '7' })).toEqual(
      refusal('server.busy', { retryAfter: 7 }),
    )
    expect(answer(429, {})).toEqual(refusal('server.busy', { retryAfter: undefined }))
  },
  'message that is not JSON': () => {
    expect(() => parseFrame('{"type":', '/ws_ep/ws')).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'net.badAnswer' }) }),
    )
  },
  'binary frame': async () => {
    const bytes = Buffer.from(JSON.stringify({ type: 'todos_list', todos: [] }))
    const { frames, counted } = await afterFrame(bytes, { survives: true })
    expect(frames).toEqual(['next'])
    expect(counted).toContainEqual({ name: 'frames.binary', count: 1 })
  },
  '20 MB frame': async () => {
    const list = JSON.stringify({
      type: 'todos_list',
      todos: [{ ...todo, title: 'x'.repeat(2e7) }],
    })
    // Polled from then on; the socket is tried again later.
    const { frames, state, why } = await afterFrame(list, { survives: false })
    expect({ frames, state, why }).toEqual({
      frames: [],
      state: 'eventsUnavailable',
      why: 'net.tooLarge',
    })
  },
}

it.each(Object.entries(CASES))('%s', async (_words, holds) => {
  await holds()
})
