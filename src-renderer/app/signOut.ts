import { shallowRef } from 'vue'
import { toAppError } from '../../src-shared/domain/errors'
import type { ServerKind } from '../../src-shared/domain/server'
import { call } from '../bridge/bridge'
import { useToasts } from '../ui/toasts'

/** The kind whose sign-out waits for the user's word on unsent changes. */
export const signOutAsked = shallowRef<ServerKind | null>(null)

/** Signs out; where changes have not been sent, asks first what becomes of them. */
export async function startSignOut(kind: ServerKind): Promise<void> {
  try {
    await call('session.signOut', { kind, unsent: 'ask' })
  } catch (thrown) {
    if (toAppError(thrown).code === 'account.unsent') signOutAsked.value = kind
    else useToasts().showError(thrown)
  }
}

/** The answer to that question. @throws AppFailure */
export async function finishSignOut(unsent: 'keep' | 'discard'): Promise<void> {
  const kind = signOutAsked.value
  if (!kind) return
  await call('session.signOut', { kind, unsent })
  signOutAsked.value = null
}
