import { episodeCode } from '../../src-shared/domain/series'
import type { Random } from '../random'
import { Killed, type Client } from './client'
import { IntentLog, type Certainty, type Intent } from './intents'

/** Names that are asked for again and again: our own equal todos must all be there. */
const SAME = ['Buy milk', 'Water the plants']

interface OwnTodo {
  readonly intent: Intent
  readonly entity: string
}

/**
 * A user at the client: todos made, edited and deleted, episodes queued and removed. Every wish is
 * written down with the client's answer; when the client is killed meanwhile it is only a possible one.
 */
export class User {
  readonly todos = new IntentLog()
  readonly episodes = new IntentLog()
  /** How many changes were asked for. */
  operations = 0
  readonly #random: Random
  readonly #own: OwnTodo[] = []
  readonly #queued = new Map<string, Intent>()
  #made = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** One change. Rejects with Killed when the client dies over it. */
  async act(client: Client): Promise<void> {
    const which = this.#random.next()
    if (which < 0.35) return this.#create(client)
    if (which < 0.6) return this.#edit(client)
    if (which < 0.7) return this.#delete(client)
    if (which < 0.9) return this.#queue(client)
    return this.#unqueue(client)
  }

  async #create(client: Client): Promise<void> {
    const same = this.#random.chance(0.15)
    const title = same ? this.#random.pick(SAME) : `todo ${++this.#made}`
    const { certainty, value } = await this.#ask(client.invoke('todos.create', { title }))
    const intent = this.todos.want(title, certainty)
    if (value && !same) this.#own.push({ intent, entity: value.entity })
    raise(certainty)
  }

  async #edit(client: Client): Promise<void> {
    const own = this.#any()
    if (!own) return
    const completed = this.#random.chance(0.5)
    const value = completed ? this.#random.chance(0.5) : `note ${++this.#made}`
    const field = completed ? 'completed' : 'description'
    const { certainty } = await this.#ask(
      client.invoke('todos.update', { entity: own.entity, fields: { [field]: value } }),
    )
    this.todos.set(own.intent, field, value, certainty)
    raise(certainty)
  }

  async #delete(client: Client): Promise<void> {
    const own = this.#any()
    if (!own) return
    this.#own.splice(this.#own.indexOf(own), 1)
    const { certainty } = await this.#ask(client.invoke('todos.delete', { entity: own.entity }))
    this.todos.drop(own.intent, certainty)
    raise(certainty)
  }

  async #queue(client: Client): Promise<void> {
    const { rows } = await client.slice('library')
    const known = rows.filter(({ missingCount }) => (missingCount ?? 0) > 0)
    if (known.length === 0) return
    const series = this.#random.pick(known)
    const missing = series.missing ?? []
    const fresh = missing.filter((one) => !this.#queued.has(`${series.title} ${episodeCode(one)}`))
    const episodes = fresh.slice(0, this.#random.int(1, 3))
    if (episodes.length === 0) return
    const { certainty } = await this.#ask(
      client.invoke('queue.add', { seriesId: series.id, episodes }),
    )
    for (const episode of episodes) {
      const name = `${series.title} ${episodeCode(episode)}`
      this.#queued.set(name, this.episodes.want(name, certainty))
    }
    raise(certainty)
  }

  async #unqueue(client: Client): Promise<void> {
    const { rows } = await client.slice('queue')
    const there = rows.filter((row) => {
      const intent = this.#queued.get(`${row.seriesTitle} ${episodeCode(row)}`)
      return row.group === 'pending' && row.pending === null && intent?.dropped === null
    })
    if (there.length === 0) return
    const row = this.#random.pick(there)
    const intent = this.#queued.get(`${row.seriesTitle} ${episodeCode(row)}`)
    if (!intent) return
    const { certainty } = await this.#ask(client.invoke('queue.remove', { itemIds: [row.id] }))
    this.episodes.drop(intent, certainty)
    raise(certainty)
  }

  #any(): OwnTodo | null {
    return this.#own.length === 0 ? null : this.#random.pick(this.#own)
  }

  async #ask<T>(answer: Promise<T>): Promise<{ certainty: Certainty; value: T | null }> {
    this.operations += 1
    try {
      return { certainty: 'certain', value: await answer }
    } catch (thrown) {
      if (thrown instanceof Killed) return { certainty: 'possible', value: null }
      throw thrown
    }
  }
}

/** What was only possible was so because the client died. */
function raise(certainty: Certainty): void {
  if (certainty === 'possible') throw new Killed()
}
