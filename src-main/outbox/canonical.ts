import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { canonicalText, type TodoPatch } from '../../src-shared/domain/todo'

/** What the server will make of it anyway is done before it is stored, so that it compares equal. */
export function canonical(command: OutboxCommand): OutboxCommand {
  if (command.kind === 'todo.create') {
    const { fields } = command
    return { ...command, fields: { ...fields, title: canonicalText(fields.title) } }
  }
  if (command.kind === 'todo.update' && command.fields.title !== undefined) {
    const { fields } = command
    return { ...command, fields: { ...fields, title: canonicalText(command.fields.title) } }
  }
  return command
}

/** The same change with some of its values given anew. */
export function withFields(command: OutboxCommand, fields: TodoPatch): OutboxCommand {
  if (command.kind === 'todo.create') {
    const title = fields.title ?? command.fields.title
    return { ...command, fields: { ...command.fields, ...fields, title } }
  }
  if (command.kind === 'todo.update') {
    return { ...command, fields: { ...command.fields, ...fields } }
  }
  return command
}
