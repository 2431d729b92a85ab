import type { Group } from '../harness/group'
import { refetch } from './refetch'
import { refusals } from './refusals'

/** What it costs to read what servers send. */
export const wire: Group = {
  name: 'wire',
  measurements: [
    { name: 'refusals', run: refusals },
    { name: 'refetch', run: refetch },
  ],
}
