import { utilityProcess } from 'electron'
import type { Logger } from '../log'
import type { SpawnServer } from './sample-process'

/**
 * Starts the built server in an Electron utility process: that works from inside `app.asar` and
 * with the `RunAsNode` fuse off, where a plain fork does not. To be used after `ready` only.
 *
 * @param script path of `dist/server/cli.js`
 */
export function electronSample(script: string, log: Logger): SpawnServer {
  return (args) => {
    const child = utilityProcess.fork(script, [...args], {
      serviceName: 'Engawa sample server',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr?.on('data', (chunk: Buffer) =>
      log.warn('sample server', { said: chunk.toString('utf8').trim() }),
    )
    return {
      post: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => {
        // `child.kill()` asks politely; by the time this is called that has been tried.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
    }
  }
}
