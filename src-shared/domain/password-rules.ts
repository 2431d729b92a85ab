/** The library server's rules for a master password, in the order they are shown. */
export const PASSWORD_RULES = ['length', 'upper', 'lower', 'digit', 'special'] as const
export type PasswordRule = (typeof PASSWORD_RULES)[number]

/** The rules this password breaks. */
export function brokenRules(password: string): PasswordRule[] {
  const broken: PasswordRule[] = []
  if ([...password].length < 8) broken.push('length')
  if (!/\p{Lu}/u.test(password)) broken.push('upper')
  if (!/\p{Ll}/u.test(password)) broken.push('lower')
  if (!/\p{Nd}/u.test(password)) broken.push('digit')
  if (!/[^\p{L}\p{N}\s]/u.test(password)) broken.push('special')
  return broken
}
