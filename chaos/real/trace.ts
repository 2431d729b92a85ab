/** A system call of a traced process. */
export interface Call {
  readonly name: string
  /** The path behind its descriptor; empty for a socket. */
  readonly file: string
  readonly socket: boolean
  /** What was written, all parts of it one after the other. */
  readonly bytes: Buffer
}

/**
 * Reads what `strace -f -yy -xx` wrote (paths and data are hex escapes, sockets are spelled out), in
 * order; a call that another thread interrupted counts where it began.
 */
export function callsOf(trace: string): Call[] {
  return trace.split('\n').flatMap((line) => {
    const [, name, behind] = /^\d+\s+(\w+)\(\d+<((?:->|[^>])*)>/.exec(line) ?? []
    if (!name || behind === undefined) return []
    const parts = [...line.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => unhex(hex))
    const socket = behind.startsWith('TCP')
    const file = socket ? '' : unhex(behind).toString('utf8')
    return [{ name, file, socket, bytes: Buffer.concat(parts) }]
  })
}

function unhex(escapes: string): Buffer {
  return Buffer.from(escapes.replaceAll('\\x', ''), 'hex')
}

/** The text in it: of a WebSocket client's frame unmasked (RFC 6455, 5.3), of anything else as it is. */
export function textOf({ bytes, socket }: Call): string {
  if (!socket || bytes[0] !== 0x81) return bytes.toString('utf8')
  const short = (bytes[1] ?? 0) & 0x7f
  const at = short === 127 ? 10 : short === 126 ? 4 : 2
  const mask = bytes.subarray(at, at + 4)
  const body = bytes.subarray(at + 4)
  return Buffer.from(body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString('utf8')
}
