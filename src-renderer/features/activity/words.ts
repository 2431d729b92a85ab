import type { ActivityEntry } from '../../../src-shared/domain/activity'
import { episodeCode } from '../../../src-shared/domain/series'
import type { IconName } from '../../ui/icons'

type Translate = (key: string, named: Record<string, unknown>, plural?: number) => string

function text(entry: ActivityEntry, field: string): string {
  const value = entry.data[field]
  return typeof value === 'string' ? value : ''
}

function number(entry: ActivityEntry, field: string): number {
  const value = entry.data[field]
  return typeof value === 'number' ? value : 0
}

/** An entry as a sentence. */
export function words(entry: ActivityEntry, t: Translate): string {
  switch (entry.kind) {
    case 'download.completed':
    case 'download.failed': {
      const episode = { season: number(entry, 'season'), episode: number(entry, 'episode') }
      const name = `${text(entry, 'seriesTitle')} ${episodeCode(episode)}`
      return t(`activity.says.${entry.kind}`, { name })
    }
    case 'scan.completed': {
      const n = number(entry, 'newMissing')
      return t('activity.says.scan.completed', { n }, n)
    }
    case 'scan.failed':
      return t('activity.says.scan.failed', {})
    case 'todo.remote':
      return t(`activity.says.todo.${text(entry, 'what')}`, { title: text(entry, 'title') })
    case 'server.event': {
      const name = text(entry, 'title')
      return name === ''
        ? t(`activity.says.server.${text(entry, 'name')}`, {})
        : t(`activity.says.ofSeries.${text(entry, 'name')}`, { name })
    }
    case 'store.note':
      return t(`activity.says.store.${text(entry, 'state')}`, {})
  }
}

/** The reason that belongs to it, in the server's words; null when there is none. */
export function reason(entry: ActivityEntry): string | null {
  return text(entry, 'reason') || text(entry, 'message') || null
}

export function icon(entry: ActivityEntry): IconName {
  const failed = entry.kind.endsWith('.failed') || text(entry, 'name').endsWith('_error')
  if (failed || entry.kind === 'store.note') return 'warning'
  if (entry.kind === 'download.completed') return 'check'
  if (entry.kind === 'scan.completed') return 'library'
  return entry.kind === 'todo.remote' ? 'todos' : 'info'
}
