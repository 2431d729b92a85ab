import type { Shape } from '../shape'
import type { outbox as en } from '../en/outbox'

export const outbox: Shape<typeof en> = {
  title: 'Postausgang',
}
