import type { connect as en } from '../en/connect'
import type { Shape } from '../shape'

export const connect: Shape<typeof en> = { title: 'connect' }
