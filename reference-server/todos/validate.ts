import type { TodoFields } from './todo-store'

const TITLE_MAX = 200
const DESCRIPTION_MAX = 10_000

/** A command that the server does not carry out; the text goes to the client. */
export class TodoError extends Error {}

/** @throws TodoError */
export function readCreate(payload: unknown): TodoFields {
  const patch = readPatch(payload)
  if (patch.title === undefined) throw new TodoError('title: Field required')
  return {
    title: patch.title,
    description: patch.description ?? null,
    completed: patch.completed ?? false,
    priority: patch.priority ?? null,
    due_date: patch.due_date ?? null,
  }
}

/** The fields that are there, checked; fields we do not know are left out. @throws TodoError */
export function readPatch(payload: unknown): Partial<TodoFields> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new TodoError('payload must be an object')
  }
  const fields = payload as Record<string, unknown>
  const patch: Partial<TodoFields> = {}
  if (fields.title !== undefined) patch.title = title(fields.title)
  if (fields.description !== undefined) {
    patch.description = optionalText('description', fields.description, DESCRIPTION_MAX)
  }
  if (fields.completed !== undefined) {
    if (typeof fields.completed !== 'boolean')
      throw new TodoError('completed: must be true or false')
    patch.completed = fields.completed
  }
  if (fields.priority !== undefined) patch.priority = optionalText('priority', fields.priority, 50)
  if (fields.due_date !== undefined) {
    patch.due_date = optionalText('due_date', fields.due_date, 50)
    if (patch.due_date !== null && Number.isNaN(Date.parse(patch.due_date))) {
      throw new TodoError('due_date: must be an ISO 8601 date')
    }
  }
  return patch
}

function title(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text.length < 1 || text.length > TITLE_MAX) {
    throw new TodoError(`title: must have 1 to ${TITLE_MAX} characters`)
  }
  return text
}

function optionalText(field: string, value: unknown, max: number): string | null {
  if (value === null || value === '') return null
  if (typeof value !== 'string') throw new TodoError(`${field}: must be text`)
  if (value.length > max) throw new TodoError(`${field}: must have at most ${max} characters`)
  return value
}
