/**
 * The far end of the throughput figures: speaks just enough WebSocket, over bare sockets, that the
 * client is the slower of the two. `/source?frames=N&payload=…` writes N text frames each time any
 * byte comes in; `/sink?bytes=N` answers one frame after every N bytes.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { serve } from '../../harness/server-process'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** As much as goes into one write. */
const CHUNK_BYTES = 256 * 1024

const server = createServer((_request, response) => response.writeHead(404).end())

server.on('upgrade', (request, stream: Socket) => {
  const url = new URL(request.url ?? '/', 'http://bench')
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64')
  stream.setNoDelay(true)
  stream.on('error', () => undefined)
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  const number = (name: string) => Number(url.searchParams.get(name))
  if (url.pathname === '/source') {
    source(stream, textFrame(url.searchParams.get('payload') ?? ''), number('frames'))
  } else {
    sink(stream, number('bytes'))
  }
})

function source(stream: Socket, frame: Buffer, count: number): void {
  const perWrite = Math.max(1, Math.floor(CHUNK_BYTES / frame.length))
  const chunk = Buffer.concat(Array.from({ length: perWrite }, () => frame))
  let left = 0
  const pump = () => {
    while (left > 0) {
      const now = Math.min(left, perWrite)
      left -= now
      if (!stream.write(chunk.subarray(0, now * frame.length))) return
    }
  }
  stream.on('drain', pump)
  stream.on('data', () => {
    left += count
    pump()
  })
}

function sink(stream: Socket, every: number): void {
  let bytes = 0
  stream.on('data', (data) => {
    bytes += data.length
    for (; bytes >= every; bytes -= every) stream.write(textFrame('ok'))
  })
}

/** As servers send it: final, unmasked, with the shortest length. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x81, payload.length]), payload])
  return Buffer.concat([
    Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]),
    payload,
  ])
}

server.listen(0, '127.0.0.1', () => {
  serve({ port: (server.address() as AddressInfo).port }, () => null)
})
