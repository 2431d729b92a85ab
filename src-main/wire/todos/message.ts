import type { Todo } from '../../../src-shared/domain/todo'
import type { Json, JsonObject } from '../../../src-shared/json'
import { readErrorBody } from '../error-body'
import { badAnswer, isObject, needObject, readInteger, readText, readWords } from '../read'
import { decodeTodo, decodeTodoList } from './todo'

const ENDPOINT = '/ws_ep/ws'

/** What the todo server says. */
export type TodoMessage =
  | { readonly type: 'list'; readonly todos: readonly Todo[]; readonly skipped: number }
  | { readonly type: 'created'; readonly todo: Todo }
  | { readonly type: 'updated'; readonly todo: Todo }
  | { readonly type: 'deleted'; readonly todoId: number }
  | { readonly type: 'error'; readonly message: string }
  /** The token is not accepted: sign in again, never reconnect with it. */
  | { readonly type: 'authError'; readonly message: string }
  | { readonly type: 'unknown'; readonly name: string }

/** Types that can only mean the token. */
const AUTH_TYPE = /^(auth|authentication|authorization|token|unauthori[sz]ed|invalid_token)/i
/** An `error` that means the token, by its code or by how its text begins. */
const AUTH_CODE =
  /^(401|1008|4001|4003|4401|unauthori[sz]ed|auth(entication)?_?(error|failed|required)|invalid_token|token_expired)$/i
const AUTH_TEXT =
  /^(could not validate credentials|not authenticated|(invalid|expired|missing)( or expired)?( \w+)? token|token (has |is )?(expired|invalid)|authentication (failed|required|error)|unauthori[sz]ed)/i

/**
 * One message of the todo server, by `type`, with its payload under `todos`/`todo`, `payload`,
 * `data`, or at the top.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeTodoMessage(value: Json): TodoMessage {
  const top = needObject(value, ENDPOINT, 'a message')
  const name = readWords(top.type)
  if (name === null) throw badAnswer(ENDPOINT, 'a message without a type')
  switch (name) {
    case 'todos_list': {
      const { items, skipped } = decodeTodoList(listOf(top), ENDPOINT)
      return { type: 'list', todos: items, skipped }
    }
    case 'todo_created':
      return { type: 'created', todo: decodeTodo(todoOf(top), ENDPOINT) }
    case 'todo_updated':
      return { type: 'updated', todo: decodeTodo(todoOf(top), ENDPOINT) }
    case 'todo_deleted':
      return { type: 'deleted', todoId: deletedId(top) }
    case 'error':
      return errorOf(top)
    default:
      if (!AUTH_TYPE.test(name)) return { type: 'unknown', name }
      // "authenticated", "auth_ok" and the like are greetings.
      return /ok|success|authenticated$/i.test(name)
        ? { type: 'unknown', name }
        : { type: 'authError', message: messageOf(top) ?? name }
  }
}

function listOf(top: JsonObject): readonly Json[] {
  for (const name of ['todos', 'payload', 'data']) {
    const held = top[name]
    if (Array.isArray(held)) return held
    if (isObject(held)) {
      const inner = held.todos ?? held.items ?? held.data
      if (Array.isArray(inner)) return inner
    }
  }
  throw badAnswer(ENDPOINT, 'a todos_list without a list')
}

function todoOf(top: JsonObject): JsonObject {
  for (const name of ['todo', 'payload', 'data']) {
    const held = top[name]
    if (isObject(held)) return isObject(held.todo) ? held.todo : held
  }
  return top
}

/** `todo_id` beside `type` or in the payload; the payload may be the id itself or the whole todo. */
function deletedId(top: JsonObject): number {
  const bodies = [top, ...[top.payload, top.data, top.todo].filter(isObject)]
  for (const body of bodies) {
    const id = readInteger(body.todo_id ?? body.id)
    if (id !== null) return id
  }
  const plain = readInteger(top.payload ?? top.data)
  if (plain === null) throw badAnswer(ENDPOINT, 'a todo_deleted without an id')
  return plain
}

function errorOf(top: JsonObject): TodoMessage {
  const message = messageOf(top) ?? ''
  const bodies = [top, ...[top.payload, top.data].filter(isObject)]
  const auth =
    AUTH_TEXT.test(message) ||
    bodies.some((body) => AUTH_CODE.test(readText(body.code ?? body.status ?? body.error) ?? ''))
  return auth ? { type: 'authError', message } : { type: 'error', message }
}

function messageOf(top: JsonObject): string | null {
  for (const body of [top, top.payload, top.data]) {
    const said = readErrorBody(body) ?? (body === top ? null : readWords(body))
    if (said !== null) return said
  }
  return null
}
