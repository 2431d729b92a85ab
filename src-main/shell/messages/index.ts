import { de } from './de'
import { en } from './en'
import type { ShellMessages } from './en'

export type { ShellMessages } from './en'
export type Locale = 'en' | 'de'

const MESSAGES: Readonly<Record<Locale, ShellMessages>> = { en, de }

/** The native texts in a language. */
export function shellMessages(locale: Locale): ShellMessages {
  return MESSAGES[locale]
}
