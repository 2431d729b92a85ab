import { writeFileSync } from 'node:fs'
import { parseOptions, USAGE, type CliOptions } from './options'
import { createServer, type RunningServer } from './server'

/** What Electron gives a utility process instead of `process.send`. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const parentPort = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort

function readOptions(): CliOptions {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`engawa-server: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(2)
  }
}

function stopOnRequest(server: RunningServer): void {
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  parentPort?.on('message', ({ data }) => {
    if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'shutdown')
      stop()
  })
}

async function main(): Promise<void> {
  const options = readOptions()
  if (options.help) {
    console.log(USAGE)
    return
  }
  const server = await createServer(options)
  stopOnRequest(server)
  if (options.portFile !== null) writeFileSync(options.portFile, `${server.port}\n`)
  console.log(`engawa-server listening on ${server.url}`)
  parentPort?.postMessage({ type: 'listening', url: server.url })
}

main().catch((error: unknown) => {
  console.error(`engawa-server: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
