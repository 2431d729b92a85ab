import type { TodoPatch } from '../../src-shared/domain/todo'

/** The fields of a todo as the model server has them. */
export interface Fields {
  readonly title: string
  readonly description: string | null
  readonly completed: boolean
  readonly priority: string | null
  readonly due_date: string | null
}
export type FieldName = keyof Fields
export const FIELD_NAMES: readonly FieldName[] = [
  'title',
  'description',
  'completed',
  'priority',
  'due_date',
]

export type By = 'us' | 'other'

/** The last write of one field. */
export interface Written {
  readonly by: By
  /** Grows with every write of the run. */
  readonly serial: number
}

/** One todo of the model server. `uid` is what it really is: ids are given again, uids are not. */
export interface ServerTodo {
  readonly uid: number
  readonly id: number
  readonly createdAt: number
  readonly by: By
  /** The first word of the title it was created with: names the intent. */
  readonly token: string
  fields: Fields
  written: Readonly<Record<FieldName, Written>>
}

export function tokenOf(title: string): string {
  return title.trim().split(/\s/)[0] ?? ''
}

/** The fields as a client names them, under the names that they have on the wire. */
export function onWire({ dueDate, ...fields }: TodoPatch): {
  -readonly [name in FieldName]?: Fields[name]
} {
  return { ...fields, ...(dueDate === undefined ? {} : { due_date: dueDate }) }
}
