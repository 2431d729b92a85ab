import type { Capability } from '../../src-shared/domain/capabilities'
import { fail, type ErrorCode } from '../../src-shared/domain/errors'
import type { AuthorisedHttp } from '../link/authorised-http'
import { mayLack, type Variants } from '../link/variant'
import type { Where } from '../link/where'
import type { HttpRequest } from '../transport/types'

export interface ServerCallsOptions {
  readonly http: Pick<AuthorisedHttp, 'request'>
  readonly variants: Variants
  /** The active account; null: nobody. */
  readonly where: () => Where | null
}

type Call = Omit<HttpRequest, 'token'>

/**
 * Calls to the library server about itself. They are never queued: a setting that is sent hours
 * later would overwrite what somebody has decided since, so without the connection they fail at
 * once, and the window keeps what was typed.
 */
export class ServerCalls {
  constructor(private readonly options: ServerCallsOptions) {}

  /**
   * The server in use now. What is begun there never goes on with another one.
   * @throws AppFailure `auth.required` when nobody is signed in
   */
  here(): Here {
    const where = this.options.where()
    if (!where) throw fail('auth.required', 'Nobody is signed in to a library server')
    return new Here(this.options, where.profileId)
  }
}

/** One server, for the length of one piece of work. */
export class Here {
  constructor(
    private readonly options: ServerCallsOptions,
    private readonly profileId: string,
  ) {}

  /** The body of the answer. Rejects with AppFailure. */
  async send(call: Call): Promise<unknown> {
    return (await this.options.http.request(this.profileId, call)).body
  }

  get(path: string, kind: Call['kind'] = 'normal'): Promise<unknown> {
    return this.send({ method: 'GET', path, kind })
  }

  /** Does what not every server can: one that refuses the path itself is remembered to lack it. */
  part<T>(capability: Capability, work: () => Promise<T>): Promise<T> {
    return mayLack(this.options.variants, this.profileId, capability, work)
  }

  /** The same for a path that names a thing: a 404 says that the thing is gone, not the function. */
  partNamed(capability: Capability, call: Call): Promise<unknown> {
    const missing = (code: ErrorCode): boolean => code === 'server.unsupported'
    const { variants } = this.options
    return mayLack(variants, this.profileId, capability, () => this.send(call), missing)
  }
}
