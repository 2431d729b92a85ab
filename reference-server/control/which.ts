import type { ServerName } from '../sockets/peer'

export type Which = ServerName | 'all'

export const WHICH = { enum: ['library', 'todos', 'all'] }

/** The servers that a `which` names; none given means both. */
export function serversOf(which: Which | undefined): ServerName[] {
  return which === undefined || which === 'all' ? ['library', 'todos'] : [which]
}
