import { fail, type AppFailure } from '../../src-shared/domain/errors'
import { brokenRules } from '../../src-shared/domain/password-rules'

/** `auth.weakPassword` with the first broken rule's name in `detail`, or null when it is good. */
export function weakness(password: string): AppFailure | null {
  const [first] = brokenRules(password)
  return first === undefined
    ? null
    : fail('auth.weakPassword', `The password breaks the rule "${first}"`, { detail: first })
}
