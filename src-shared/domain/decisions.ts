import * as v from 'valibot'
import { TODO_TITLE_MAX, type TodoPatch } from './todo'

export type TodoField = keyof TodoPatch
export type FieldValue = string | boolean | null

/** One field in the three versions a user chooses between. */
export interface FieldVersions {
  readonly field: TodoField
  /** What it was when the change was made. */
  readonly base: FieldValue
  /** What the change wants; for a deletion the same as `base`. */
  readonly mine: FieldValue
  /** What the server has now. */
  readonly theirs: FieldValue
}

/** A todo that may be what a creation of ours has become. */
export interface Candidate {
  readonly todoId: number
  readonly title: string
  readonly description: string | null
  readonly createdAt: string | null
}

/** What a row in `conflict` or `review` asks, and (after the dash) what can be answered. */
export type OutboxQuestion =
  /** The todo that was edited is gone; `last` is how we knew it. — restore, letGo */
  | { readonly is: 'goneUnderEdit'; readonly last: TodoPatch; readonly mine: TodoPatch }
  /** To be deleted, but somebody changed it since; only what differs. — deleteAnyway, keep */
  | { readonly is: 'changedUnderDelete'; readonly fields: readonly FieldVersions[] }
  /**
   * Both sides changed the same field (only those are listed; others merge), or — `sure` is false —
   * the server says nothing by which this todo could be told from another that was given its id,
   * and its values are not those the change was made on (all that differ or are changed).
   * — mine, theirs, chosen; if not sure also restore
   */
  | {
      readonly is: 'sameField'
      readonly fields: readonly FieldVersions[]
      readonly sure: boolean
    }
  /** Sent, not found again, and todos came that nobody can account for. "Is this yours?" — itIsMine, sendAgain */
  | { readonly is: 'review'; readonly candidates: readonly Candidate[] }

const title = v.pipe(v.string(), v.maxLength(TODO_TITLE_MAX))
const text = v.nullable(v.pipe(v.string(), v.maxLength(5_000)))
const word = v.nullable(v.pipe(v.string(), v.maxLength(50)))

/** The fields of a todo as the window may give them. */
export const TodoPatchSchema = v.object({
  title: v.optional(title),
  description: v.optional(text),
  completed: v.optional(v.boolean()),
  priority: v.optional(word),
  dueDate: v.optional(word),
})

/** The user's answer to a question. Each can be undone for UNDO_WINDOW_MS by `outbox.undo`. */
export const AnswerSchema = v.variant('is', [
  /** Make a new todo of the edited one as we knew it, with the change. */
  v.object({ is: v.literal('restore') }),
  /** Give the change up. */
  v.object({ is: v.literal('letGo') }),
  v.object({ is: v.literal('mine') }),
  v.object({ is: v.literal('theirs') }),
  /** These values, taken from either side or typed: what is equal to theirs is not sent. */
  v.object({ is: v.literal('chosen'), fields: TodoPatchSchema }),
  v.object({ is: v.literal('deleteAnyway') }),
  v.object({ is: v.literal('keep') }),
  v.object({ is: v.literal('itIsMine'), todoId: v.pipe(v.number(), v.integer()) }),
  v.object({ is: v.literal('sendAgain') }),
])
export type Answer = v.InferOutput<typeof AnswerSchema>

/** Which answers a question takes. */
export function answersTo(question: OutboxQuestion): readonly Answer['is'][] {
  switch (question.is) {
    case 'goneUnderEdit':
      return ['restore', 'letGo']
    case 'changedUnderDelete':
      return ['deleteAnyway', 'keep']
    case 'sameField':
      return [
        ...(['mine', 'theirs', 'chosen'] as const),
        ...(question.sure ? [] : ['restore' as const]),
      ]
    case 'review':
      return ['itIsMine', 'sendAgain', 'letGo']
  }
}

/**
 * A creation went out twice, or nobody knew for a while whether it had arrived, and now there are
 * two: the other one is offered for removal, never removed by itself.
 */
export interface TwinOffer {
  readonly id: number
  /** The todo that we hold to be ours, by the id its row is shown under. */
  readonly entity: string
  /** The one that may be removed: `todos.delete` of `twinEntity`, or `outbox.keepTwin` of `id`. */
  readonly twin: Candidate
  readonly twinEntity: string
}
