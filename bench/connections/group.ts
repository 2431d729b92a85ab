import type { Group } from '../harness/group'
import { acceptThenDrop } from './accept-then-drop'
import { herd } from './herd'
import { leaks } from './leaks'
import { losses } from './losses'
import { reconnect } from './reconnect'
import { throughput } from './throughput'

/** What connections must keep to, against `ws` and three clients that reconnect by themselves. */
export const connections: Group = {
  name: 'connections',
  measurements: [
    { name: 'throughput', run: throughput },
    { name: 'reconnect', run: reconnect },
    { name: 'accept-then-drop', run: acceptThenDrop },
    { name: 'herd', run: herd },
    { name: 'losses', run: losses },
    { name: 'leaks', run: leaks },
  ],
}
