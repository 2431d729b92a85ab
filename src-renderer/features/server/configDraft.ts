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
const drafts = shallowReactive(new Map<string, Draft>())

function newDraft(): Draft {
  return shallowReactive({ typed: shallowReactive(new Map()), outcome: null, whole: false })
}

/** The number of changes that are typed and not saved, for whoever would throw them away. */
export function useUnsavedSettings() {
  const { account } = useServerOffers()
  return {
    some: computed(() => (drafts.get(account.value)?.typed.size ?? 0) > 0),
    discard: () => drafts.delete(account.value),
  }
}

/** The settings of the server as a form: what it said, what is typed over it, and what saving brings. */
export function useConfigForm() {
  const { account, offers } = useServerOffers()
  const remote = useRemote(keptConfig, () => call('config.get'))
  /** What has a part of the page of its own is not to be changed in two places. */
  const elsewhere = (path: FieldPath): boolean =>
    (path[0] === 'scheduler' && offers('server.scheduler')) ||
    (fieldKey(path) === 'logging.level' && offers('server.logLevel'))

  watch(
    account,
    (now) => {
      if (!drafts.has(now)) drafts.set(now, newDraft())
    },
    { immediate: true },
  )
  const draft = computed(() => drafts.get(account.value) ?? newDraft())
  const all = computed(() => fieldsOf(remote.value.value))
  const fields = computed(() => all.value.filter(({ path }) => !elsewhere(path)))
  // What is written and what the server has may have become the same.
  watch(all, (now) => {
    const { typed } = draft.value
    for (const field of now) if (!isChanged(field, typed)) typed.delete(field.key)
  })
  const changed = computed(() =>
    fields.value.filter((field) => isChanged(field, draft.value.typed)),
  )
  const outcome = computed(() => draft.value.outcome)
  const issues = computed(() =>
    placeIssues(fields.value, outcome.value?.is === 'invalid' ? outcome.value.issues : []),
  )

  function written(field: FormField): string {
    return draft.value.typed.get(field.key) ?? writtenAs(field.input, field.value)
  }

  function write(field: FormField, text: string): void {
    draft.value.typed.set(field.key, text)
    if (!isChanged(field, draft.value.typed)) draft.value.typed.delete(field.key)
  }

  const save = useAction(async () => {
    const now = draft.value
    if (unreadable(fields.value, now.typed).length > 0) return
    const changes = changesOf(all.value, now.typed, now.whole)
    now.outcome = null
    const came = await call('config.save', {
      changes: changes.map(({ path, ...values }) => ({ path: [...path], ...values })),
    })
    now.outcome = came
    if (came.is === 'stale') remote.show(came.config)
    if (came.is === 'unread') void remote.load()
    if (came.is !== 'saved') return
    remote.show(came.config)
    now.typed.clear()
  })

  /** Writes the former values of what the server has reset, and sends whole sections from now on. */
  async function putBack(reset: readonly ConfigField[]): Promise<void> {
    const keys = new Map(reset.map((field) => [fieldKey(field.path), field.value]))
    for (const field of all.value) {
      const before = keys.get(field.key)
      if (before !== undefined) write(field, writtenAs(field.input, before))
    }
    draft.value.whole = true
    await save.run()
  }

  function discard(): void {
    draft.value.typed.clear()
    draft.value.outcome = null
    save.clear()
  }

  return {
    ...{ remote, fields, changed, outcome, issues, save, putBack, discard, written, write },
    unreadable: computed(
      () => new Set(unreadable(fields.value, draft.value.typed).map(({ key }) => key)),
    ),
  }
}

function fieldsOf(config: ServerConfig | null): readonly FormField[] {
  return config === null ? [] : formFields(config.fields)
}
