import type { Shape } from '../shape'
import type { queue as en } from '../en/queue'

export const queue: Shape<typeof en> = {
  title: 'Warteschlange',
}
