import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, toAppError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import type { Outbox } from '../outbox/types'

/** What signing out does with changes that were never confirmed. */
export type UnsentChoice = 'ask' | 'keep' | 'discard'

/** Throws `account.unsent`, with the number of changes in `detail`, unless there are none. */
export function refuseUnsent(rows: readonly OutboxRow[]): void {
  if (rows.length === 0) return
  const detail = String(rows.length)
  throw fail('account.unsent', `${detail} changes have not been sent`, { detail })
}

/** Changes not yet confirmed, as far as leaving an account or a server is concerned. */
export class Unsent {
  constructor(
    private readonly outbox: Pick<Outbox, 'rows' | 'all' | 'discard'>,
    /** The profile's folder; copies of what is discarded go to `backups` in it. */
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  ofAccount(account: string): readonly OutboxRow[] {
    return this.outbox.rows(account)
  }

  /** Of all accounts that were ever signed in there. */
  ofProfile(profileId: string): readonly OutboxRow[] {
    return this.outbox.all().filter((row) => row.profileId === profileId)
  }

  /** Writes the rows to a file the user can read: discarding never ends the only copy. */
  async backUp(rows: readonly OutboxRow[]): Promise<{ file: string } | null> {
    if (rows.length === 0) return null
    const folder = join(this.folder, 'backups')
    const moment = new Date(this.clock.now()).toISOString().replace(/[:.]/g, '-')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `unsent-${moment}.json`)
    await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`, { mode: 0o600 })
    return { file }
  }

  /** Deletes what can be; a row that is just being sent has to be waited for and stays. */
  discard(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      try {
        this.outbox.discard(row.seq)
      } catch (thrown) {
        this.log.warn('unsent change kept', { seq: row.seq, why: toAppError(thrown).code })
      }
    }
  }
}
