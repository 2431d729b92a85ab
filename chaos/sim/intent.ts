import type { TodoField } from '../../src-shared/domain/decisions'
import type { Todo, TodoRow } from '../../src-shared/domain/todo'
import type { FieldName, Fields, ServerTodo } from './server-todo'

/** One thing the user asked for, written down with its enqueueing. */
export interface Intent {
  readonly kind: 'create' | 'update' | 'delete'
  /** Which todo: by the first word of its title, which nobody changes, and by what it really is. */
  readonly token: string
  readonly uid: number | null
  readonly entity: string
  readonly fields: Partial<Fields>
  /** How far the user knew the todo's writes. */
  readonly knew: number
  /** The values they had before their eyes. */
  readonly saw: Partial<Fields>
  /** Given up by the user, refused, or undone by the server's restored copy. */
  void: boolean
  /** Not demanded any more, and no mistake when it happens or has happened. */
  pardoned: boolean
  /** A deletion that the server has carried out for us. */
  carriedOut: boolean
  /** It was done, and another device has undone it since. */
  undone: boolean
  /** Fields given up by an answer to a conflict. */
  readonly dropped: Set<FieldName>
  /** Fields that the server has had as asked at some time since. */
  readonly satisfied: Set<FieldName>
  /** Fields that were taken back to what the server had: nothing needs to arrive. */
  readonly needless: Set<FieldName>
}

/** What becomes of it later. */
type Standing = 'void' | 'pardoned' | 'carriedOut' | 'undone' | 'dropped' | 'satisfied' | 'needless'

export type Asked = Omit<Intent, Standing>

/** Nothing was before the user's eyes: it is about something new. */
export const NOTHING_SEEN = { knew: 0, saw: {} } as const

/** What the user sees of a todo, and how far its writes are known with that. */
export function sight(todo: Todo | TodoRow): Pick<Intent, 'knew' | 'saw'> {
  const { title, description, completed, priority, dueDate } = todo
  return {
    knew: 'extra' in todo ? Number(todo.extra.serial) : 0,
    saw: { title, description, completed, priority, due_date: dueDate },
  }
}

/** Names of the fields in the program and on the wire. */
export function wireName(field: TodoField): FieldName {
  return field === 'dueDate' ? 'due_date' : field
}

/** Whether an intent is about this todo, or about one that was made again of it. */
export function isOn({ uid, token }: Intent, todo: ServerTodo): boolean {
  // Another device's copy of ours (only without the bounds) counts as one with it.
  const ours = todo.by === 'us' || todo.token.startsWith('c')
  return uid === todo.uid || (ours && token === todo.token)
}

/** Two values of a field mean the same. */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    return squeeze(a) === squeeze(b) || (/^\d{4}-/.test(a) && Date.parse(a) === Date.parse(b))
  }
  return (a ?? '') === (b ?? '')
}

/** White space says nothing. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
