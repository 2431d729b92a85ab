import {
  fieldKey,
  type ConfigChange,
  type ConfigField,
  type FieldPath,
} from '../../../src-shared/domain/administration'
import type { FieldIssue } from '../../../src-shared/domain/errors'
import type { Json } from '../../../src-shared/json'
import type { server as words } from '../../i18n/en/server'

/** Settings that have words of our own, by group and name. */
type Known = {
  [G in keyof typeof words.config.fields]: `${G}.${keyof (typeof words.config.fields)[G] & string}`
}[keyof typeof words.config.fields]

export type Input = 'text' | 'number' | 'flag' | 'level' | 'json'
export type Group = keyof typeof words.config.fields | 'unknown'

/** The groups in the order of the form. */
export const GROUPS: readonly Group[] = [
  ...(['general', 'other', 'scheduler', 'logging', 'backup', 'unknown'] as const),
]

/** How the settings we have words for are filled in. */
const KNOWN: Readonly<Record<Known, Exclude<Input, 'json'>>> = {
  'general.name': 'text',
  'general.data_dir': 'text',
  'scheduler.enabled': 'flag',
  'scheduler.interval_minutes': 'number',
  'scheduler.schedule_time': 'text',
  'scheduler.auto_download_after_rescan': 'flag',
  'logging.level': 'level',
  'logging.file': 'text',
  'logging.max_bytes': 'number',
  'logging.backup_count': 'number',
  'backup.enabled': 'flag',
  'backup.path': 'text',
  'backup.keep_days': 'number',
  'other.anime_directory': 'text',
}

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']

/** One setting as the form shows it. */
export interface FormField extends ConfigField {
  readonly key: string
  /** Null where we have no words for it: it is shown under its own name, as JSON. */
  readonly known: Known | null
  readonly group: Group
  readonly input: Input
}

/** What has been typed, by the key of the setting; a flag is `true` or `false` in letters. */
export type Drafts = ReadonlyMap<string, string>

/** The settings of a server, as fields to fill in. */
export function formFields(fields: readonly ConfigField[]): readonly FormField[] {
  return fields.map((field) => {
    const name = (field.path.length === 1 ? ['general', ...field.path] : field.path).join('.')
    const known = field.secret || !isKnown(name) ? null : name
    const input = known !== null && fits(KNOWN[known], field.value) ? KNOWN[known] : 'json'
    const group = known === null ? 'unknown' : groupOf(known)
    return { ...field, key: fieldKey(field.path), known, group, input }
  })
}

function isKnown(name: string): name is Known {
  return Object.hasOwn(KNOWN, name)
}

function groupOf(known: Known): Group {
  // The compiler does not follow a template type back to its part.
  return known.split('.')[0] as Group
}

/** A value of another kind than expected is shown as it is: as JSON. */
function fits(input: Input, value: Json): boolean {
  switch (input) {
    case 'flag':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number' || value === null
    case 'level':
      return typeof value === 'string'
    default:
      return typeof value === 'string' || value === null
  }
}

/** What a level may be: the usual ones, and the one in force. */
export function levelsWith(value: Json): readonly string[] {
  return typeof value === 'string' && !LEVELS.includes(value) ? [...LEVELS, value] : LEVELS
}

/** How a value is written in its field. */
export function writtenAs(input: Input, value: Json): string {
  if (input === 'json') return JSON.stringify(value)
  return value === null ? '' : String(value)
}

/** What is written in a field, as the server knows it; undefined when it is no such value. */
export function readDraft({ input, value }: FormField, draft: string): Json | undefined {
  switch (input) {
    case 'flag':
      return draft === 'true'
    case 'number':
      return readNumber(draft, value)
    case 'json':
      return readJson(draft)
    default:
      // Nothing written where nothing was set is still nothing.
      return draft === '' && value === null ? null : draft
  }
}

function readNumber(draft: string, before: Json): Json | undefined {
  const text = draft.trim()
  if (text === '') return before === null ? null : undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

function readJson(draft: string): Json | undefined {
  try {
    return JSON.parse(draft) as Json
  } catch {
    return undefined
  }
}

/** Whether something else is written in a field than the server has. */
export function isChanged(field: FormField, drafts: Drafts): boolean {
  const draft = drafts.get(field.key)
  if (draft === undefined || field.secret) return false
  const now = readDraft(field, draft)
  return now === undefined || JSON.stringify(now) !== JSON.stringify(field.value)
}

/** The settings whose drafts cannot be sent as they are. */
export function unreadable(fields: readonly FormField[], drafts: Drafts): readonly FormField[] {
  return fields.filter((field) => {
    const draft = drafts.get(field.key)
    return draft !== undefined && readDraft(field, draft) === undefined
  })
}

/**
 * What is sent: what was changed. Where a server resets what a change leaves out of a section
 * (`whole`), the rest of that section goes with it as it is.
 */
export function changesOf(
  fields: readonly FormField[],
  drafts: Drafts,
  whole = false,
): readonly ConfigChange[] {
  const changed = fields.filter((field) => isChanged(field, drafts))
  const sections = new Set(changed.flatMap(({ path }) => (path.length > 1 ? path[0] : [])))
  return fields.flatMap((field) => {
    const { path, value, secret } = field
    const draft = isChanged(field, drafts) ? drafts.get(field.key) : undefined
    const to = draft === undefined ? value : readDraft(field, draft)
    if (to === undefined || secret) return []
    const goesAlong = whole && path.length > 1 && sections.has(path[0] ?? '')
    return draft !== undefined || goesAlong ? [{ path, from: value, to }] : []
  })
}

/**
 * What the server says, at the fields it speaks of: by their path, or by their name in the text where
 * it gives none. `rest` belongs to no field that is shown.
 */
export function placeIssues(
  fields: readonly FormField[],
  issues: readonly FieldIssue[],
): { readonly at: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const at = new Map<string, string>()
  const rest: string[] = []
  for (const { path, message } of issues) {
    const key = keyOf(fields, path) ?? (path.length === 0 ? mentioned(fields, message) : undefined)
    if (key === undefined) rest.push(path.length > 0 ? `${path.join('.')}: ${message}` : message)
    else at.set(key, at.has(key) ? `${at.get(key) ?? ''} ${message}` : message)
  }
  return { at, rest }
}

/** The field at a path, or the one that holds it. */
function keyOf(fields: readonly FormField[], path: FieldPath): string | undefined {
  if (path.length === 0) return undefined
  return fields.find((field) => field.path.every((name, at) => name === path[at]))?.key
}

/** The one field whose name stands in a text as a word. */
function mentioned(fields: readonly FormField[], text: string): string | undefined {
  const named = text.match(/[\w-]+(?:\.[\w-]+)*/g) ?? []
  const said = new Set(named)
  const byPath = fields.filter(({ path }) => said.has(path.join('.')))
  const found =
    byPath.length > 0 ? byPath : fields.filter(({ path }) => said.has(path.at(-1) ?? ''))
  return found.length === 1 ? found[0]?.key : undefined
}
