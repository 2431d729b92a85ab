import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own, so that only the client is measured. */
export interface ServerProcess<Ready, Command> {
  /** What it said when it was up: its ports. */
  readonly ready: Ready
  /** Sends it a command; resolves with its answer. */
  ask(command: Command): Promise<unknown>
  stop(): Promise<void>
}

/**
 * Starts a module that ends with `serve(…)`. It inherits the loader of this process, so TypeScript
 * runs there as it does here.
 * @param url relative to nothing: `new URL('./servers/x.ts', import.meta.url)`
 */
export async function startServer<Ready, Command extends object>(
  url: URL,
): Promise<ServerProcess<Ready, Command>> {
  const child = fork(fileURLToPath(url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answers = new Map<number, (answer: unknown) => void>()
  const gone = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${url.pathname} ended with ${String(code)}`)))
  })
  // Only who waits for an answer is to hear of it.
  gone.catch(() => undefined)
  const first = new Promise<Ready>((resolve) => {
    child.once('message', (ready) => {
      // Both ends are ours: the module says what it says.
      resolve(ready as Ready)
      child.on('message', (message: { id: number; answer: unknown }) => {
        answers.get(message.id)?.(message.answer)
        answers.delete(message.id)
      })
    })
  })
  const ready = await Promise.race([first, gone])
  let last = 0
  return {
    ready,
    ask(command) {
      const id = ++last
      const answer = new Promise<unknown>((resolve) => answers.set(id, resolve))
      child.send({ id, command })
      return Promise.race([answer, gone])
    },
    async stop() {
      child.kill()
      await gone.catch(() => undefined)
    },
  }
}

/** The other end, in the server's module: says it is up, then answers each command. */
export function serve<Command>(ready: object, answer: (command: Command) => unknown): void {
  process.on('message', ({ id, command }: { id: number; command: Command }) => {
    void Promise.resolve(answer(command)).then((said) => process.send?.({ id, answer: said }))
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.(ready)
}
