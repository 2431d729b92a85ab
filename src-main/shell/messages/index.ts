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

/** The language in force: the user's choice, else the system's (BCP 47, `de-AT`) where we have it, else English. */
export function resolveLocale(choice: 'system' | Locale, system: string): Locale {
  if (choice !== 'system') return choice
  return /^de\b/i.test(system) ? 'de' : 'en'
}
