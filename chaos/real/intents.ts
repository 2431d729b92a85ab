/** `certain`: the client had answered, so the change was durable. `possible`: killed before it answered. */
export type Certainty = 'certain' | 'possible'

/** What the user asked of one todo or one episode, in the order it was asked. */
export interface Intent {
  readonly name: string
  readonly wanted: Certainty
  /** Values a field may end with: the last certain one, and the possible ones after it. */
  readonly fields: Map<string, Set<unknown>>
  dropped: Certainty | null
}

/** What was found to be not as it was asked for. */
export interface Faults {
  readonly lost: string[]
  readonly duplicated: string[]
  readonly wrong: string[]
}

/**
 * What the user asked for, written down with each answer of the client: the oracle of the chaos
 * runs. Names are unique, but for those that are asked for again on purpose.
 */
export class IntentLog {
  readonly #intents: Intent[] = []

  get size(): number {
    return this.#intents.length
  }

  want(name: string, wanted: Certainty): Intent {
    const intent: Intent = { name, wanted, fields: new Map(), dropped: null }
    this.#intents.push(intent)
    return intent
  }

  /** The user changed a field of it. */
  set(intent: Intent, field: string, value: unknown, certainty: Certainty): void {
    const known = intent.fields.get(field)
    // Before the first edit the field has whatever the creation gave it: only a certain edit rules that out.
    if (certainty === 'certain') intent.fields.set(field, new Set([value]))
    else if (known) known.add(value)
  }

  drop(intent: Intent, certainty: Certainty): void {
    if (intent.dropped !== 'certain') intent.dropped = certainty
  }

  /** Holds what the server has in the end against what was asked for. */
  compare<T>(found: readonly T[], nameOf: (one: T) => string): Faults {
    const faults: Faults = { lost: [], duplicated: [], wrong: [] }
    const byName = grouped(found, nameOf)
    for (const [name, asked] of grouped(this.#intents, (intent) => intent.name)) {
      const there = byName.get(name) ?? []
      const most = asked.filter(({ dropped }) => dropped !== 'certain').length
      const least = asked.filter((one) => one.wanted === 'certain' && one.dropped === null).length
      const undropped = asked.length > most && there.length > most
      if (undropped) faults.wrong.push(`${name}: still there, ${there.length} times`)
      else if (there.length > most) faults.duplicated.push(`${name}: ${there.length} of ${most}`)
      if (there.length < least) faults.lost.push(`${name}: ${there.length} of ${least}`)
      const [only] = asked
      const [one] = there
      if (asked.length === 1 && only && one) faults.wrong.push(...differences(only, one))
    }
    for (const name of byName.keys()) {
      const known = this.#intents.some((intent) => intent.name === name)
      if (!known) faults.wrong.push(`${name}: nobody asked for it`)
    }
    return faults
  }
}

function differences(intent: Intent, found: unknown): string[] {
  const values = new Map(Object.entries(found as object))
  return [...intent.fields]
    .filter(([field, allowed]) => !allowed.has(values.get(field)))
    .map(
      ([field, allowed]) =>
        `${intent.name}: ${field} is ${JSON.stringify(values.get(field))}, ` +
        `asked for ${JSON.stringify([...allowed])}`,
    )
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}
