import * as v from 'valibot'
import { AnswerSchema, type TodoField } from '../../src-shared/domain/decisions'
import type { OutboxKind, OutboxState } from '../../src-shared/domain/outbox'
import { SERVER_KINDS } from '../../src-shared/domain/server'

/** The values of an outbox row that one bad byte in the file can spoil, JSON already parsed. */
export interface OutboxValues {
  readonly server: unknown
  readonly state: unknown
  readonly command: unknown
  readonly base: unknown
  readonly lastError: unknown
  readonly answer: unknown
  readonly answeredOn: unknown
  readonly suspects: unknown
  readonly standing: unknown
}

type Test = (value: unknown) => boolean

const isText: Test = (value) => typeof value === 'string'
const isNumber: Test = (value) => typeof value === 'number'
const isFlag: Test = (value) => typeof value === 'boolean'
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value)
const orAbsent =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value)
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test)

/** An object with these fields; others are not looked at. */
function has(fields: Readonly<Record<string, Test>>): Test {
  const tests = Object.entries(fields)
  return (value) => isObject(value) && tests.every(([name, test]) => test(value[name]))
}

const PATCH: Readonly<Record<TodoField, Test>> = {
  title: orAbsent(isText),
  description: orAbsent(orNull(isText)),
  completed: orAbsent(isFlag),
  priority: orAbsent(orNull(isText)),
  dueDate: orAbsent(orNull(isText)),
}
const isPatch = has(PATCH)
const isItems = has({ itemIds: listOf(isText) })
const isRun: Test = (value) =>
  value === 'start' || value === 'stop' || value === 'pause' || value === 'resume'

const COMMANDS: Readonly<Record<OutboxKind, Test>> = {
  'todo.create': has({ fields: has({ ...PATCH, title: isText }) }),
  'todo.update': has({ todoId: orNull(isNumber), fields: isPatch }),
  'todo.delete': has({ todoId: orNull(isNumber) }),
  'queue.add': has({
    seriesId: isText,
    seriesFolder: orNull(isText),
    seriesTitle: isText,
    episodes: listOf(has({ season: isNumber, episode: isNumber, title: orAbsent(isText) })),
  }),
  'queue.remove': isItems,
  'queue.run': has({ run: isRun }),
  'queue.retry': isItems,
  'queue.clear': isItems,
  'queue.move': has({ itemId: isText, after: orNull(isText) }),
  'library.rescan': isObject,
  'library.add': has({ link: isText, title: isText }),
}

const STATES: Readonly<Record<OutboxState, true>> = {
  held: true,
  queued: true,
  sending: true,
  ambiguous: true,
  failed: true,
  blocked: true,
  parked: true,
  conflict: true,
  review: true,
}

const TESTS: readonly (readonly [name: keyof OutboxValues, test: Test])[] = [
  ['server', (value) => SERVER_KINDS.some((kind) => kind === value)],
  ['state', (value) => typeof value === 'string' && Object.hasOwn(STATES, value)],
  ['command', isCommand],
  ['base', orNull(isPatch)],
  ['lastError', orNull(has({ code: isText, message: isText, retryable: isFlag }))],
  ['answer', orNull((value) => v.is(AnswerSchema, value))],
  [
    'answeredOn',
    orNull(
      has({
        theirs: orNull(isPatch),
        seen: orNull(isNumber),
        sure: isFlag,
        upTo: orAbsent(isNumber),
      }),
    ),
  ],
  ['suspects', orNull(listOf(isNumber))],
  ['standing', orNull(listOf(isText))],
]

/**
 * The name of the first value that is not what this program writes, or null. By hand, for what every
 * row has: ten thousand rows are waited for at start.
 */
export function flawOf(values: OutboxValues): keyof OutboxValues | null {
  for (const [name, test] of TESTS) if (!test(values[name])) return name
  return null
}

function isCommand(value: unknown): boolean {
  if (!isObject(value)) return false
  const kind = value['kind']
  return isKind(kind) && COMMANDS[kind](value)
}

function isKind(kind: unknown): kind is OutboxKind {
  return typeof kind === 'string' && Object.hasOwn(COMMANDS, kind)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
