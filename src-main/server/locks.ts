import type { ProcessLock } from '../../src-shared/domain/administration'
import { decodeLocks } from '../wire/library/locks'
import type { Here, ServerCalls } from './calls'

const PATH = '/api/process/locks'

/** What the library server runs one at a time, and who is at it. */
export class Locks {
  constructor(private readonly calls: ServerCalls) {}

  /** Rejects with AppFailure. */
  get(): Promise<readonly ProcessLock[]> {
    return read(this.calls.here())
  }

  /** Answers the locks afterwards. The server refuses (`server.conflict`) while the work goes on. */
  async release(name: string): Promise<readonly ProcessLock[]> {
    const here = this.calls.here()
    const path = `${PATH}/${encodeURIComponent(name)}/release`
    await here.partNamed('server.lockRelease', { method: 'POST', path })
    return read(here)
  }
}

async function read(here: Here): Promise<readonly ProcessLock[]> {
  const path = `${PATH}/status`
  return decodeLocks(await here.get(path), path)
}
