import { ManualClock, TestOwner, TestServer, testConnection, until } from './test-support'

export interface FrameOutcome {
  /** Frames that reached the owner. */
  readonly frames: readonly string[]
  readonly counted: readonly { readonly name: string; readonly count: number }[]
  /** The state it ended in, and why. */
  readonly state: string
  readonly why: string | null
}

/**
 * What a connection makes of one frame of a real server, and whether it still hears the next.
 * @param survives false: the frame is expected to end the connection
 */
export async function afterFrame(
  frame: string | Buffer,
  { survives }: { survives: boolean },
): Promise<FrameOutcome> {
  const server = await TestServer.start()
  const owner = new TestOwner({ url: server.url, headers: {}, allowInsecure: false })
  const connection = testConnection(owner, new ManualClock())
  try {
    connection.open()
    const socket = await server.sockets.next()
    await until(connection, 'ready')
    socket.send(frame)
    if (survives) {
      socket.send('next')
      while ((await owner.frames.next()) !== 'next');
    } else await new Promise<void>((resolve) => connection.onStatus(() => resolve()))
    const { state, why } = connection.status
    const counted = connection.counters.all
    return { frames: owner.frames.all, counted, state, why: why?.code ?? null }
  } finally {
    await connection.close()
    await server.stop()
  }
}
