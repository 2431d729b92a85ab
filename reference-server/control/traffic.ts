import type { ServerName } from '../sockets/peer'

/** Counts of what clients asked for, so that a test can say "exactly once". Holds no values and no tokens. */
export class Traffic {
  readonly requests = new Map<string, number>()
  readonly frames = new Map<string, number>()
  /** Sockets accepted since the start, by server. */
  readonly dials = new Map<string, number>()
  /** What came with a token that had ended: `library call`, `todos dial`. */
  readonly expired = new Map<string, number>()

  /** @param route the method and the path's pattern, such as `DELETE /api/queue/{item_id}` */
  request(route: string): void {
    bump(this.requests, route)
  }

  /** @param action such as `todos create_todo` */
  frame(action: string): void {
    bump(this.frames, action)
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
