import type { OutboxView } from '../../../src-shared/domain/outbox'
import { episodesName } from '../../../src-shared/domain/series'

type Translate = (key: string, named: Record<string, unknown>) => string

/** What a change is about. What was never sent may be edited: its name is what goes out. */
export function nameOf({ command, label }: Pick<OutboxView, 'command' | 'label'>): string {
  if (command.kind === 'todo.create') return command.fields.title
  return command.kind === 'queue.add' ? episodesName(command.seriesTitle, command.episodes) : label
}

/** A change as a readable sentence: "Delete ‘Buy milk’". */
export function sentence(row: Pick<OutboxView, 'command' | 'label'>, t: Translate) {
  const { command } = row
  const label = nameOf(row)
  const say = (key: string, n = 0) => t(`outbox.what.${key}`, { label, n })
  switch (command.kind) {
    case 'todo.create':
      return say('todoCreate')
    case 'todo.update': {
      const [only, ...others] = Object.keys(command.fields)
      if (only !== 'completed' || others.length > 0) return say('todoUpdate')
      return say(command.fields.completed ? 'todoDone' : 'todoOpen')
    }
    case 'todo.delete':
      return say('todoDelete')
    case 'queue.add':
      return say('queueAdd')
    case 'queue.remove':
      return say('queueRemove')
    case 'queue.retry':
      return say('queueRetry')
    case 'queue.clear':
      return say('queueClear', command.itemIds.length)
    case 'queue.move':
      return say('queueMove')
    case 'queue.run':
      return say(command.run)
    case 'library.add':
      return say('seriesAdd')
    case 'library.rescan':
      return say('rescan')
  }
}
