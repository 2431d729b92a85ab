import type { ActivityEntry } from '../../../src-shared/domain/activity'
import { newsParts, type News } from '../../../src-shared/domain/away'
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
    case 'away.digest':
      return t('activity.says.away', { news: newsWords(entry, t) })
    case 'todo.error':
      return t('activity.says.todo.error', {})
    case 'todo.remote':
      return t(`activity.says.todo.${text(entry, 'what')}`, { title: text(entry, 'title') })
    case 'server.event': {
      const name = text(entry, 'title')
      return name === ''
        ? t(`activity.says.server.${text(entry, 'name')}`, {})
        : t(`activity.says.ofSeries.${text(entry, 'name')}`, { name })
    }
    case 'store.note': {
      const n = number(entry, 'n')
      return t(`activity.says.store.${text(entry, 'state')}`, { n }, n)
    }
  }
}

/** “3 downloads finished, 1 failed; 2 todos added”. */
function newsWords(entry: ActivityEntry, t: Translate): string {
  const { news } = entry.data
  const counts = typeof news === 'object' && news !== null && !Array.isArray(news) ? news : {}
  const servers = newsParts(counts as News).map((parts) =>
    parts.map(({ name, count: n, also }) =>
      t(`activity.${also ? 'newsAlso' : 'news'}.${name}`, { n }, n),
    ),
  )
  return servers.map((said) => said.join(', ')).join('; ')
}

/** The reason that belongs to it, in the server's words; null when there is none. */
export function reason(entry: ActivityEntry): string | null {
  return text(entry, 'reason') || text(entry, 'message') || null
}

export function icon(entry: ActivityEntry): IconName {
  const failed = entry.kind.endsWith('.failed') || text(entry, 'name').endsWith('_error')
  if (failed || entry.kind === 'store.note' || entry.kind === 'todo.error') return 'warning'
  if (entry.kind === 'download.completed') return 'check'
  if (entry.kind === 'scan.completed') return 'library'
  return entry.kind === 'todo.remote' ? 'todos' : 'info'
}
