import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Random } from '../random'

/** What this device looks at in a message; the server of these runs puts todos under `payload`. */
interface Heard {
  readonly type: string
  readonly payload?: { readonly id?: number; readonly title?: string }
  readonly todo_id?: number
}

/**
 * Another client of the same user, straight at the server: it makes, edits and deletes todos of its
 * own, so that ids go and come back. Speaks the protocol by itself, not through the code under test.
 */
export class OtherDevice {
  readonly #socket: WebSocket
  readonly #heard: Heard[] = []
  readonly #own = new Map<string, { readonly id: number; description: string | null }>()
  #tell: () => void = () => {}
  #made = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      this.#heard.push(JSON.parse(data.toString()) as Heard)
      this.#tell()
    })
  }

  static async connect(server: string, user: string, password: string): Promise<OtherDevice> {
    const answer = await fetch(`${server}/api/token`, {
      method: 'POST',
      body: new URLSearchParams({ username: user, password }),
    })
    const { access_token } = (await answer.json()) as { access_token: string }
    const socket = new WebSocket(
      `${server.replace('http', 'ws')}/ws_ep/ws?token=${encodeURIComponent(access_token)}`,
    )
    await once(socket, 'open')
    return new OtherDevice(socket)
  }

  /** The todos it has in the end, by title. */
  get own(): ReadonlyMap<string, { readonly description: string | null }> {
    return this.#own
  }

  /** One change of its own, confirmed by the server. */
  async act(random: Random): Promise<void> {
    const names = [...this.#own.keys()]
    const which = random.next()
    if (names.length < 3 || which < 0.4) return this.#create()
    const name = random.pick(names)
    return which < 0.7 ? this.#edit(name) : this.#delete(name)
  }

  close(): void {
    this.#socket.close()
  }

  async #create(): Promise<void> {
    const title = `theirs ${++this.#made}`
    this.#send({ action: 'create_todo', payload: { title } })
    const { payload: made } = await this.#until(
      ({ type, payload }) => type === 'todo_created' && payload?.title === title,
    )
    if (made?.id !== undefined) this.#own.set(title, { id: made.id, description: null })
  }

  async #edit(title: string): Promise<void> {
    const own = this.#own.get(title)
    if (!own) return
    const description = `edited ${++this.#made}`
    this.#send({ action: 'update_todo', todo_id: own.id, payload: { description } })
    await this.#until(({ type, payload }) => type === 'todo_updated' && payload?.id === own.id)
    own.description = description
  }

  async #delete(title: string): Promise<void> {
    const own = this.#own.get(title)
    if (!own) return
    this.#send({ action: 'delete_todo', todo_id: own.id })
    await this.#until(({ type, todo_id }) => type === 'todo_deleted' && todo_id === own.id)
    this.#own.delete(title)
  }

  #send(message: object): void {
    this.#heard.length = 0
    this.#socket.send(JSON.stringify(message))
  }

  async #until(wanted: (message: Heard) => boolean): Promise<Heard> {
    for (;;) {
      const found = this.#heard.find(wanted)
      if (found) return found
      await new Promise<void>((resolve) => (this.#tell = resolve))
    }
  }
}
