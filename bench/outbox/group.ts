import type { Group } from '../harness/group'
import { drain } from './drain'
import { enqueue } from './enqueue'
import { start } from './start'

/** What the durable list of changes costs. */
export const outbox: Group = {
  name: 'outbox',
  measurements: [
    { name: 'enqueue', run: enqueue },
    { name: 'start', run: start },
    { name: 'drain', run: drain },
  ],
}
