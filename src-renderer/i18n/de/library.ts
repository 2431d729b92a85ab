import type { Shape } from '../shape'
import type { library as en } from '../en/library'

export const library: Shape<typeof en> = {
  title: 'Bibliothek',
  series: 'Serie',
}
