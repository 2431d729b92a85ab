import type { ServerHealth, SocketState } from '../../src-shared/domain/administration'
import { firstWay, isMissingPath } from '../link/variant'
import { decodeHealth, decodeSocketState } from '../wire/library/health'
import type { ServerCalls } from './calls'

/** Versions differ in where they tell; reading changes nothing, so both may be tried. */
const HEALTH = ['/api/health', '/health'] as const
const SOCKETS = '/ws/status'

/** How the library server says it is. */
export class ServerState {
  constructor(private readonly calls: ServerCalls) {}

  /** Rejects with AppFailure. */
  async health(): Promise<ServerHealth> {
    const here = this.calls.here()
    const { way, answer } = await firstWay(HEALTH, isMissingPath, (path) => here.get(path, 'quick'))
    return decodeHealth(answer, way)
  }

  /** Rejects with AppFailure. */
  async sockets(): Promise<SocketState> {
    return decodeSocketState(await this.calls.here().get(SOCKETS, 'quick'), SOCKETS)
  }
}
