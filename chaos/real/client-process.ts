import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { AppFailure } from '../../src-shared/domain/errors'
import type { AnswerOf, CommandName, RequestOf } from '../../src-shared/ipc/commands'
import type { EntityOf, MetaOf, SliceName } from '../../src-shared/state/slices'
import { Killed, type Client } from './client'
import type { FromClient, ToClient } from './protocol'

const HEADLESS = fileURLToPath(new URL('./headless.ts', import.meta.url))

interface Waiting {
  resolve(value: unknown): void
  reject(why: Error): void
}

type Unsent<T> = T extends ToClient ? Omit<T, 'id'> : never

/** One life of the headless client, seen from the process that drives it. */
export class ClientProcess implements Client {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #next = 1

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (message: FromClient) => this.#heard(message))
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Killed())
      this.#waiting.clear()
    })
  }

  /**
   * Starts it on a profile folder; resolves when it has read its sessions and dials.
   * @param wrap a program and its arguments that runs Node (strace, for one)
   */
  static async start(folder: string, wrap: readonly string[] = []): Promise<ClientProcess> {
    const [program = process.execPath, ...rest] = [...wrap, process.execPath]
    const child = fork(HEADLESS, [folder], {
      execPath: program,
      execArgv: [...rest, '--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const client = new ClientProcess(child)
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the headless client ended at its start (exit ${String(code)})`)
    })
    await Promise.race([client.#started(), ended])
    return client
  }

  async invoke<N extends CommandName>(name: N, request: RequestOf<N>): Promise<AnswerOf<N>> {
    return (await this.#ask({ is: 'command', name, request })) as AnswerOf<N>
  }

  async slice<N extends SliceName>(
    slice: N,
  ): Promise<{ rows: readonly EntityOf<N>[]; meta: MetaOf<N> }> {
    return (await this.#ask({ is: 'slice', slice })) as {
      rows: readonly EntityOf<N>[]
      meta: MetaOf<N>
    }
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  #ask(message: Unsent<ToClient>): Promise<unknown> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ ...message, id }, (error) => {
        if (error) reject(new Killed())
      })
    })
  }

  #started(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.on('message', (message: FromClient) => {
        if (message.is === 'started') resolve()
      })
    })
  }

  #heard(message: FromClient): void {
    if (message.is === 'started') return
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.is === 'value') waiting?.resolve(message.value)
    else waiting?.reject(new AppFailure(message.error))
  }
}
