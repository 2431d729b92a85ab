import type { ServerFile } from '../../src-shared/domain/administration'
import { AppFailure } from '../../src-shared/domain/errors'
import { decodeFiles, readMadeFile } from '../wire/library/files'
import type { Here, ServerCalls } from './calls'

const PATH = '/api/config/backups'

/** Copies of its configuration that the library server keeps. */
export class Backups {
  constructor(private readonly calls: ServerCalls) {}

  /** Newest first where the server tells their age. Rejects with AppFailure. */
  list(): Promise<readonly ServerFile[]> {
    return read(this.calls.here())
  }

  /** Makes one. Answers the list afterwards, and the name of the new one as far as it is known. */
  async create(): Promise<{
    readonly backups: readonly ServerFile[]
    readonly name: string | null
  }> {
    const here = this.calls.here()
    const before = await read(here)
    const call = { method: 'POST', path: PATH, kind: 'slow' } as const
    const body = await here.part('server.backupCreate', () => here.send(call))
    const backups = await read(here)
    const known = new Set(before.map(({ name }) => name))
    const fresh = backups.filter(({ name }) => !known.has(name))
    return { backups, name: readMadeFile(body) ?? fresh[0]?.name ?? null }
  }

  /** Replaces the present configuration by this copy of it. */
  async restore(name: string): Promise<null> {
    const path = `${PATH}/${encodeURIComponent(name)}/restore`
    const call = { method: 'POST', path, kind: 'slow' } as const
    await this.calls.here().partNamed('server.backupRestore', call)
    return null
  }

  /** Answers the list afterwards. One that is gone already is what was wanted. */
  async delete(name: string): Promise<readonly ServerFile[]> {
    const here = this.calls.here()
    try {
      const path = `${PATH}/${encodeURIComponent(name)}`
      await here.partNamed('server.backupDelete', { method: 'DELETE', path })
    } catch (thrown) {
      if (!(thrown instanceof AppFailure) || thrown.error.code !== 'server.notFound') throw thrown
    }
    return read(here)
  }
}

async function read(here: Here): Promise<readonly ServerFile[]> {
  const backups = decodeFiles(await here.get(PATH), PATH)
  return [...backups].sort((a, b) => (b.at ?? 0) - (a.at ?? 0))
}
