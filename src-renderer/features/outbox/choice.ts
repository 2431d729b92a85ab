import type { Answer, FieldVersions } from '../../../src-shared/domain/decisions'
import type { TodoPatch } from '../../../src-shared/domain/todo'

/** Which version of a field the user takes. */
export interface Choice {
  readonly take: 'mine' | 'theirs' | 'own'
  /** What the user typed, kept while another version is looked at. */
  readonly own: string
}

export function firstChoice({ mine }: FieldVersions): Choice {
  return { take: 'mine', own: typeof mine === 'string' ? mine : '' }
}

/** The answer that the choices come to: one side throughout has a name of its own. */
export function answerOf(
  fields: readonly FieldVersions[],
  choices: readonly Choice[],
): Extract<Answer, { is: 'mine' | 'theirs' | 'chosen' }> {
  for (const side of ['mine', 'theirs'] as const) {
    if (choices.every(({ take }) => take === side)) return { is: side }
  }
  const chosen = fields.map((versions, at) => {
    const { take, own } = choices[at] ?? firstChoice(versions)
    return [versions.field, take === 'own' ? own : versions[take]] as const
  })
  // Each value has the type of its field: both come from the same todo, and only text can be typed.
  return { is: 'chosen', fields: Object.fromEntries(chosen) as TodoPatch }
}
