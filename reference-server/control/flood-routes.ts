import type { FastifyInstance } from 'fastify'
import { body } from '../http/context'
import type { SocketHub } from '../sockets/hub'
import type { Peer, ServerName } from '../sockets/peer'
import { serversOf, WHICH, type Which } from './which'

type Odd = 'large' | 'binary' | 'invalid-utf8' | 'deep'

interface Frame {
  which?: Which
  frame: Odd
}

interface Burst {
  which?: Which
  messages: object[]
  times: number
}

const LARGE_BYTES = 20 * 1024 * 1024
const DEEP_LEVELS = 10_000
/** Sent between two looks at what the sockets have taken, so that nothing piles up here. */
const BATCH = 500

/** What no client should be sent: frames that break its limits or its decoder, and more than it can draw. */
export function floodRoutes(app: FastifyInstance, hub: SocketHub): void {
  app.post<{ Body: Frame }>(
    '/odd-frame',
    {
      schema: body({ which: WHICH, frame: { enum: ['large', 'binary', 'invalid-utf8', 'deep'] } }, [
        'frame',
      ]),
    },
    async (request) => {
      const { which, frame } = request.body
      const peers = hub.peers(which)
      const sent = serversOf(which).flatMap((server) => {
        const data = oddFrame(server, frame)
        return peers
          .filter((peer) => peer.server === server)
          .map((peer) => peer.sendBytes(data, frame === 'binary'))
      })
      await Promise.all(sent)
      return { ok: true, sent_to: peers.length }
    },
  )

  app.post<{ Body: Burst }>(
    '/burst',
    {
      schema: body(
        {
          which: WHICH,
          messages: { type: 'array', items: { type: 'object' }, minItems: 1 },
          times: { type: 'integer', minimum: 1, maximum: 1_000_000 },
        },
        ['messages', 'times'],
      ),
    },
    async (request) => {
      const { which, messages, times } = request.body
      const peers = hub.peers(which)
      const frames = messages.map((message) => Buffer.from(JSON.stringify(message)))
      await Promise.all(peers.map((peer) => burst(peer, frames, times)))
      return { ok: true, sent_to: peers.length }
    },
  )
}

/** Sends the frames in turn, as fast as the socket takes them. */
async function burst(peer: Peer, frames: readonly Buffer[], times: number): Promise<void> {
  let taken: Promise<void> = Promise.resolve()
  for (let at = 0; at < times; at++) {
    const frame = frames[at % frames.length]
    if (frame) taken = peer.sendBytes(frame, false)
    if (at % BATCH === BATCH - 1) await taken
  }
  await taken
}

/** A message of a kind the client knows, spoilt in one way. */
function oddFrame(server: ServerName, frame: Odd): Buffer {
  const [type, field] = server === 'library' ? ['scan_progress', 'data'] : ['todos_list', 'todos']
  const around = (value: string) => `{"type":"${type}","${field}":${value}}`
  switch (frame) {
    case 'large':
      return Buffer.from(around(`"${'x'.repeat(LARGE_BYTES)}"`))
    case 'binary':
      return Buffer.from(around('[]'))
    case 'invalid-utf8': {
      const [before = '', after = ''] = around('["?"]').split('?')
      return Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)])
    }
    case 'deep':
      return Buffer.from(around('['.repeat(DEEP_LEVELS) + ']'.repeat(DEEP_LEVELS)))
  }
}
