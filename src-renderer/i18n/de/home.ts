import type { home as en } from '../en/home'
import type { Shape } from '../shape'

export const home: Shape<typeof en> = { title: 'home' }
