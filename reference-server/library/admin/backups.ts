import type { Clock } from '../../clock'
import { AppError } from '../../http/errors'
import type { Db } from '../../store/db'
import type { Settings } from './settings'

interface Backup {
  readonly name: string
  readonly created_at: string
  readonly settings: object
}

const META = 'library.backups'

/** Copies of the settings, by name, newest first. */
export class Backups {
  constructor(
    private readonly db: Db,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  list(): { name: string; created_at: string; size_bytes: number }[] {
    return this.#all().map(({ name, created_at, settings }) => ({
      name,
      created_at,
      size_bytes: Buffer.byteLength(JSON.stringify(settings)),
    }))
  }

  /** Answers the name. */
  create(): string {
    const all = this.#all()
    const created_at = this.clock.iso()
    const stem = `config_backup_${created_at.slice(0, 19).replace(/\D/g, '')}`
    const taken = (name: string): boolean => all.some((backup) => backup.name === name)
    let name = `${stem}.json`
    for (let n = 2; taken(name); n++) name = `${stem}_${n}.json`
    this.#save([{ name, created_at, settings: this.settings.stored }, ...all])
    return name
  }

  /** @throws AppError 404 */
  restore(name: string): void {
    this.settings.change(this.#get(name).settings)
  }

  /** @throws AppError 404 */
  remove(name: string): void {
    const backup = this.#get(name)
    this.#save(this.#all().filter((other) => other.name !== backup.name))
  }

  #get(name: string): Backup {
    const found = this.#all().find((backup) => backup.name === name)
    if (!found) throw new AppError(404, 'BACKUP_NOT_FOUND', `No backup named ${name}`)
    return found
  }

  #all(): Backup[] {
    return JSON.parse(this.db.meta(META) ?? '[]') as Backup[]
  }

  #save(backups: readonly Backup[]): void {
    this.db.setMeta(META, JSON.stringify(backups))
  }
}
