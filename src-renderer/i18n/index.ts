import { createI18n } from 'vue-i18n'
import { de } from './de'
import { en } from './en'

export type Locale = 'en' | 'de'

/**
 * The messages. Plural forms are parted by `|` and chosen by a count: `t('app.outbox.waiting', n)`.
 * `{`, `}`, `@` and `|` mean something in a message; written as themselves they are `{'@'}`.
 */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en, de },
})

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}
