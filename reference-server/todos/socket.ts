import type { Tokens } from '../auth/tokens'
import type { Faults } from '../control/faults'
import type { Traffic } from '../control/traffic'
import type { SocketEndpoint, SocketHub, Verdict } from '../sockets/hub'
import type { Peer } from '../sockets/peer'
import type { CommandResult, TodoCommands } from './commands'
import type { TodoUsers } from './users'

const ACTIONS = ['get_all_todos', 'create_todo', 'update_todo', 'delete_todo']

/** `/ws_ep/ws?token=…`. */
export class TodoSocket implements SocketEndpoint {
  readonly path = '/ws_ep/ws'
  readonly server = 'todos'
  #hub: SocketHub | null = null

  constructor(
    private readonly commands: TodoCommands,
    private readonly users: TodoUsers,
    private readonly tokens: Tokens,
    private readonly faults: Faults,
    private readonly traffic: Traffic,
  ) {}

  attach(hub: SocketHub): void {
    this.#hub = hub
  }

  judge(url: URL): Verdict {
    const check = this.tokens.check(url.searchParams.get('token') ?? '')
    if (this.faults.todoRefusals > 0) {
      this.faults.todoRefusals -= 1
      return this.#reject('Could not validate credentials')
    }
    if (!check.ok) {
      if (check.reason === 'expired') this.traffic.cameExpired('todos dial')
      return this.#reject(
        check.reason === 'expired' ? 'Token has expired' : 'Could not validate credentials',
      )
    }
    const user = this.users.find(check.claims.sub)
    if (!user) return this.#reject('Could not validate credentials')
    return { kind: 'accept', user: { name: user.username, id: user.id } }
  }

  opened(peer: Peer): void {
    if (peer.user?.id !== undefined) peer.send(this.commands.list(peer.user.id))
  }

  received(peer: Peer, text: string): void {
    const message = parse(text)
    const action = ACTIONS.find((known) => known === message?.action) ?? '(other)'
    this.traffic.frame(`todos ${action}`)
    if (message) this.traffic.changeByMessage(message)
    if (!message) {
      peer.send(this.commands.error('Invalid JSON'))
    } else if (peer.user?.id !== undefined) {
      this.deliver(peer.user.id, this.commands.handle(peer.user.id, message), peer)
    }
  }

  /** @param sender null when the change did not come through a socket */
  deliver(owner: number, result: CommandResult, sender: Peer | null): void {
    if (result.to === 'sender') {
      sender?.send(result.message)
    } else if (!this.faults.takeLostConfirmation()) {
      for (const peer of this.#hub?.peers('todos') ?? []) {
        if (result.to === 'others' && peer === sender) continue
        if (peer.user?.id === owner) peer.send(result.message)
      }
    }
  }

  #reject(words: string): Verdict {
    const how = this.faults.todoRejection
    if (how === 'http401' || how === 'http403') {
      return { kind: 'refuse', status: Number(how.slice(4)) }
    }
    const spoken = how === 'message+1008'
    const code = spoken ? 1008 : Number(how)
    const message = spoken ? { type: 'auth_error', message: words } : null
    return { kind: 'turn-away', message, code, reason: words }
  }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
