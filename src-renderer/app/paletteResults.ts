import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useLibrary, useTodos } from '../stores'
import type { IconName } from '../ui/icons'
import { availableCommands } from './commands'

/** One line of the palette. */
export interface PaletteResult {
  readonly id: string
  readonly title: string
  /** What kind of thing it is, in words. */
  readonly group: string
  readonly icon: IconName
  readonly keys?: string
  readonly run: () => unknown
}

const MOST_OF_A_KIND = 8

/** Every word of the query must begin a word of the text; smaller is better, null is no match. */
export function score(text: string, query: string): number | null {
  const hay = fold(text)
  let sum = 0
  for (const word of fold(query).split(/\s+/u).filter(Boolean)) {
    const at = hay.indexOf(word)
    if (at < 0) return null
    const beginsWord = at === 0 || /[^\p{L}\p{N}]/u.test(hay[at - 1] ?? ' ')
    sum += at + (beginsWord ? 0 : 100)
  }
  return sum
}

/** Case and accents do not matter to somebody who searches. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** The best first; what fits equally well keeps its order. */
export function best<T>(items: readonly T[], query: string, textOf: (item: T) => string): T[] {
  return items
    .flatMap((item) => {
      const points = score(textOf(item), query)
      return points === null ? [] : [{ item, points }]
    })
    .sort((a, b) => a.points - b.points)
    .map(({ item }) => item)
}

/** Finds commands, series and todos. An empty query lists the commands alone. */
export function usePaletteResults() {
  const { t } = useI18n()
  const router = useRouter()
  const library = useLibrary()
  const todos = useTodos()

  return (query: string): PaletteResult[] => {
    const commands = best(availableCommands(), query, (command) => command.title())
      .filter((command) => command.id !== 'app.palette' && command.id !== 'go.settings.key')
      .map((command) => ({
        id: command.id,
        title: command.title(),
        group: t(`app.commands.group.${command.group}`),
        icon: command.icon ?? ('chevronRight' as const),
        keys: command.keys,
        run: command.run,
      }))
    if (query.trim() === '') return commands
    const series = best(library.rows, query, (row) => row.title)
      .slice(0, MOST_OF_A_KIND)
      .map((row) => ({
        id: `series.${row.id}`,
        title: row.title,
        group: t('app.nav.library'),
        icon: 'library' as const,
        run: () => router.push({ name: 'series', params: { seriesId: row.id } }),
      }))
    const found = best(todos.rows, query, (row) => row.title)
      .slice(0, MOST_OF_A_KIND)
      .map((row) => ({
        id: `todo.${row.id}`,
        title: row.title,
        group: t('app.nav.todos'),
        icon: 'todos' as const,
        run: () => router.push({ name: 'todos', query: { show: row.id } }),
      }))
    return [...commands, ...series, ...found]
  }
}
