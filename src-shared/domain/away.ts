/** What a digest counts, in the order in which it is told: the library first, then the todos. */
export const NEWS_OF = {
  library: ['finished', 'failed', 'seriesAdded', 'newMissing'],
  todos: ['todosAdded', 'todosDone', 'todosChanged', 'todosDeleted'],
} as const
export type NewsName = (typeof NEWS_OF)['library' | 'todos'][number]

/**
 * How much of each happened while nobody listened, done by the server or by other devices; what
 * did not happen is left out.
 */
export type News = Readonly<Partial<Record<NewsName, number>>>

/** What happened during one absence: one line, one Activity entry, one notification. */
export interface AwayDigest {
  /** The last contact before it, epoch milliseconds. */
  readonly since: number
  readonly news: News
}

/** One count of a digest. */
export interface NewsPart {
  readonly name: NewsName
  readonly count: number
  /** Of the same thing as the part before it (“3 downloads finished, 1 failed”): its noun needs no saying again. */
  readonly also: boolean
}

const NOUN: Readonly<Record<NewsName, string>> = {
  ...{ finished: 'download', failed: 'download', seriesAdded: 'series', newMissing: 'episode' },
  ...{ todosAdded: 'todo', todosDone: 'todo', todosChanged: 'todo', todosDeleted: 'todo' },
}

/** A digest part by part, server by server; a server without news is left out. */
export function newsParts(news: News): readonly (readonly NewsPart[])[] {
  return Object.values(NEWS_OF)
    .map((names) => {
      const parts: NewsPart[] = []
      for (const name of names) {
        const count = news[name] ?? 0
        const before = parts.at(-1)
        if (count > 0) {
          parts.push({
            name,
            count,
            also: before !== undefined && NOUN[before.name] === NOUN[name],
          })
        }
      }
      return parts
    })
    .filter((parts) => parts.length > 0)
}

/** The same without what did not happen; null when nothing has. */
export function onlyNews(news: News): News | null {
  const parts = newsParts(news).flat()
  if (parts.length === 0) return null
  return Object.fromEntries(parts.map(({ name, count }) => [name, count]))
}
