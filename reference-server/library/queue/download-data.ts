import type { EventTraits } from '../../dialects/traits'
import type { QueueItem } from './item'

/** What an event about a download holds, in the fields that this version uses. */
export function downloadData(item: QueueItem, traits: EventTraits['download']): object {
  return {
    ...Object.fromEntries(traits.id.map((field) => [field, item.id])),
    [traits.series]: item.serie_id,
    folder: item.serie_folder,
    serie_name: item.serie_name,
    episode: item.episode,
    ...(traits.retryCount && { retry_count: item.retry_count }),
  }
}

/** How far it is: beside the id, with a percent that is text, or inside of a field. */
export function progressData(item: QueueItem, { progress }: EventTraits['download']): object {
  const numbers = item.progress
  if (!numbers || progress === 'flat') return { ...numbers }
  if (progress === 'text') return { ...numbers, percent: String(numbers.percent) }
  return { [progress]: numbers }
}
