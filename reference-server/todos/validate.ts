import type { TodoHabits, TodoTraits } from '../dialects/traits'
import type { TodoFields } from './todo-store'
import { storedDate } from './todo-view'

const DESCRIPTION_MAX = 10_000

/** A command that the server does not carry out; the text goes to the client. */
export class TodoError extends Error {}

type Rules = TodoHabits & Pick<TodoTraits, 'done'>

/** The fields of a new todo; what is not there gets the server's defaults. @throws TodoError */
export function readCreate(payload: unknown, rules: Rules): TodoFields {
  const patch = readPatch(payload, rules)
  const { defaults } = rules
  const title = patch.title ?? defaults.title
  if (title === undefined) throw new TodoError('title: Field required')
  return {
    title,
    description: patch.description ?? defaults.description ?? null,
    completed: patch.completed ?? false,
    priority: patch.priority ?? defaults.priority ?? null,
    due_date: patch.due_date ?? null,
  }
}

/** The fields that are there, checked; fields we do not know are left out. @throws TodoError */
export function readPatch(payload: unknown, rules: Rules): Partial<TodoFields> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new TodoError('payload must be an object')
  }
  const fields = payload as Record<string, unknown>
  const done = fields[rules.done]
  const patch: Partial<TodoFields> = {}
  if (fields.title !== undefined) patch.title = title(fields.title, rules)
  if (fields.description !== undefined) {
    patch.description = optionalText('description', fields.description, DESCRIPTION_MAX)
  }
  if (done !== undefined) {
    if (typeof done !== 'boolean') throw new TodoError(`${rules.done}: must be true or false`)
    patch.completed = done
  }
  if (fields.priority !== undefined) patch.priority = optionalText('priority', fields.priority, 50)
  if (fields.due_date !== undefined) {
    const date = optionalText('due_date', fields.due_date, 50)
    if (date !== null && Number.isNaN(Date.parse(date))) {
      throw new TodoError('due_date: must be an ISO 8601 date')
    }
    patch.due_date = date === null ? null : storedDate(date, rules.dates)
  }
  return patch
}

/** Lengths are code points, as Python counts them. */
function title(value: unknown, { trims, titles, titleMax, defaults }: Rules): string {
  if (typeof value !== 'string') throw new TodoError('title: must be text')
  const text = trims ? value.trim() : value
  const characters = [...text]
  if (characters.length === 0 && defaults.title !== undefined) return defaults.title
  const fits = characters.length <= titleMax
  if (characters.length === 0 || (!fits && titles === 'refuse')) {
    throw new TodoError(`title: must have 1 to ${titleMax} characters`)
  }
  return fits ? text : characters.slice(0, titleMax).join('')
}

function optionalText(field: string, value: unknown, max: number): string | null {
  if (value === null || value === '') return null
  if (typeof value !== 'string') throw new TodoError(`${field}: must be text`)
  if (value.length > max) throw new TodoError(`${field}: must have at most ${max} characters`)
  return value
}
