import { computed, shallowReactive, watch } from 'vue'
import type {
  ConfigField,
  ConfigOutcome,
  FieldPath,
  ServerConfig,
} from '../../../src-shared/domain/administration'
import { fieldKey } from '../../../src-shared/domain/administration'
import { call } from '../../bridge/bridge'
import { useAction } from '../../stores'
import {
  changesOf,
  formFields,
  isChanged,
  placeIssues,
  unreadable,
  writtenAs,
  type FormField,
} from './configForm'
import { keptConfig } from './kept'
import { useServerOffers } from './offers'
import { useRemote } from './remote'

/** What is being typed into one server's settings. */
interface Draft {
  readonly typed: Map<string, string>
  /** What came of the last saving. */
  outcome: ConfigOutcome | null
  /** The server resets what a change leaves out of a section, and the user knows. */
  whole: boolean
}

/** By account; it outlives the page, so that nothing typed is lost on the way to another and back. */
const drafts = new Map<string, Draft>()

function draftOf(account: string): Draft {
  const known = drafts.get(account)
  if (known) return known
  const fresh = shallowReactive({
    typed: shallowReactive(new Map<string, string>()),
    outcome: null,
    whole: false,
  })
  drafts.set(account, fresh)
  return fresh
}

/** What is typed and not saved, for whoever would throw it away. */
export function useUnsavedSettings() {
  const draft = draftOf(useServerOffers().account.value)
  return {
    some: computed(() => draft.typed.size > 0),
    discard: () => discardDraft(draft),
  }
}

function discardDraft(draft: Draft): void {
  draft.typed.clear()
  draft.outcome = null
}

/** The settings of the server as a form: what it said, what is typed over it, and what saving brings. */
export function useConfigForm() {
  const { account, offers } = useServerOffers()
  const remote = useRemote(keptConfig, () => call('config.get'))
  const draft = draftOf(account.value)
  /** What has a part of the page of its own is not to be changed in two places. */
  const elsewhere = (path: FieldPath): boolean =>
    (path[0] === 'scheduler' && offers('server.scheduler')) ||
    (fieldKey(path) === 'logging.level' && offers('server.logLevel'))

  const all = computed(() => fieldsOf(remote.value.value))
  const fields = computed(() => all.value.filter(({ path }) => !elsewhere(path)))
  // What is written and what the server has may have become the same.
  watch(all, (now) => {
    for (const field of now) if (!isChanged(field, draft.typed)) draft.typed.delete(field.key)
  })
  const changed = computed(() => fields.value.filter((field) => isChanged(field, draft.typed)))
  const outcome = computed(() => draft.outcome)
  const truncated = computed(() => remote.value.value?.truncated === true)
  const issues = computed(() =>
    placeIssues(fields.value, outcome.value?.is === 'invalid' ? outcome.value.issues : []),
  )

  function written(field: FormField): string {
    return draft.typed.get(field.key) ?? writtenAs(field.input, field.value)
  }

  function write(field: FormField, text: string): void {
    draft.typed.set(field.key, text)
    if (!isChanged(field, draft.typed)) draft.typed.delete(field.key)
  }

  const save = useAction(async () => {
    if (unreadable(fields.value, draft.typed).length > 0) return
    const sent = new Map(draft.typed)
    // Of a section that may have more to it than is known here, only what was changed is sent.
    const changes = changesOf(all.value, sent, draft.whole && !truncated.value)
    draft.outcome = null
    const came = await call('config.save', {
      changes: changes.map(({ path, ...values }) => ({ path: [...path], ...values })),
    })
    draft.outcome = came
    if (came.is === 'stale') remote.show(came.config)
    if (came.is === 'unread') void remote.load()
    if (came.is !== 'saved') return
    remote.show(came.config)
    // What was typed over it meanwhile is not what was sent.
    for (const [key, text] of sent) if (draft.typed.get(key) === text) draft.typed.delete(key)
  })

  /** Writes the former values of what the server has reset, and sends whole sections from now on. */
  async function putBack(reset: readonly ConfigField[]): Promise<void> {
    const keys = new Map(reset.map((field) => [fieldKey(field.path), field.value]))
    for (const field of all.value) {
      const before = keys.get(field.key)
      if (before !== undefined) write(field, writtenAs(field.input, before))
    }
    draft.whole = true
    await save.run()
  }

  function discard(): void {
    discardDraft(draft)
    save.clear()
  }

  return {
    ...{
      remote,
      fields,
      changed,
      outcome,
      truncated,
      issues,
      save,
      putBack,
      discard,
      written,
      write,
    },
    unreadable: computed(
      () => new Set(unreadable(fields.value, draft.typed).map(({ key }) => key)),
    ),
  }
}

function fieldsOf(config: ServerConfig | null): readonly FormField[] {
  return config === null ? [] : formFields(config.fields)
}
