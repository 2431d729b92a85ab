import type { ServerName } from '../sockets/peer'

/** Something that a client asked to be changed, as it asked for it. */
export interface AskedChange {
  /** `POST /api/queue/add`, or the action of a todo message. */
  readonly what: string
  readonly todo_id?: unknown
  /** The body or payload; for a path that names something, what it names. */
  readonly asked: unknown
}

const TODO_CHANGES = ['create_todo', 'update_todo', 'delete_todo']

/** What clients asked for, so that a test can say "exactly once" and "in this order". Holds no tokens. */
export class Traffic {
  readonly requests = new Map<string, number>()
  readonly frames = new Map<string, number>()
  /** Sockets accepted since the start, by server. */
  readonly dials = new Map<string, number>()
  /** What came with a token that had ended: `library call`, `todos dial`. */
  readonly expired = new Map<string, number>()

  /** In the order in which they came; nothing of sign-ins. */
  readonly changes: AskedChange[] = []

  /** @param route the method and the path's pattern, such as `DELETE /api/queue/{item_id}` */
  request(route: string): void {
    bump(this.requests, route)
  }

  /** @param action such as `todos create_todo` */
  frame(action: string): void {
    bump(this.frames, action)
  }

  /** A call that carries a valid token and was not refused on request. */
  changeByCall(route: string, asked: unknown): void {
    this.changes.push({ what: route, asked })
  }

  changeByMessage({ action, todo_id, payload }: Readonly<Record<string, unknown>>): void {
    const what = TODO_CHANGES.find((known) => known === action)
    if (what) this.changes.push({ what, todo_id, asked: payload })
  }

  dial(server: string): void {
    bump(this.dials, server)
  }

  cameExpired(what: `${ServerName} ${'call' | 'dial'}`): void {
    bump(this.expired, what)
  }

  toJSON(): object {
    return {
      requests: Object.fromEntries(this.requests),
      frames: Object.fromEntries(this.frames),
      dials: Object.fromEntries(this.dials),
      expired: Object.fromEntries(this.expired),
    }
  }
}

function bump(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}
