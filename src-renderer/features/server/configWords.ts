import type { ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { fieldKey, type ConfigOutcome } from '../../../src-shared/domain/administration'
import { formFields, writtenAs, type FormField } from './configForm'

/** What settings and their values are called. */
export function useFieldWords(
  outcome: ComputedRef<ConfigOutcome | null>,
  changed?: ComputedRef<readonly FormField[]>,
) {
  const { t } = useI18n()

  function valueOf(field: FormField): string {
    if (field.input === 'flag') return t(`server.health.${field.value === true ? 'yes' : 'no'}`)
    const text = writtenAs(field.input, field.value)
    return text === '' ? t('server.config.nothing') : text
  }

  function nameOf({ known, path }: FormField): string {
    return known === null ? path.join('.') : t(`server.config.fields.${known}`)
  }

  return {
    nameOf,
    valueOf,
    /** What saving has brought to light about a setting, else what it was before it was changed. */
    hintOf(field: FormField): string | undefined {
      const came = outcome.value
      const names = (paths: readonly (readonly string[])[]) =>
        paths.some((path) => fieldKey(path) === field.key)
      if (came?.is === 'saved' && names(came.overruled)) return t('server.config.overruled')
      if (came?.is === 'stale' && names(came.paths)) {
        return t('server.config.stale', { value: valueOf(field) })
      }
      const isChanged = changed?.value.some(({ key }) => key === field.key)
      return isChanged ? t('server.config.before', { value: valueOf(field) }) : undefined
    },
    /** The settings that the server has reset, as they were. */
    resetOf: (came: ConfigOutcome | null): readonly FormField[] =>
      came?.is === 'saved' ? formFields(came.reset) : [],
    /** What the settings are called that only the server's own means bring back. */
    lostOf: (came: ConfigOutcome | null): readonly string[] =>
      came?.is === 'saved'
        ? formFields(came.lost.map((path) => ({ path, value: null, secret: true }))).map(nameOf)
        : [],
  }
}
