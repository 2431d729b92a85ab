import { shallowReactive, shallowRef } from 'vue'
import type { ServerKind } from '../../../src-shared/domain/server'

/** Kinds the user opened the sheet for. */
const asked = shallowRef<ServerKind | null>(null)
/** Kinds whose sheet the user closed without signing in: it does not come back by itself. */
const dismissed = shallowReactive(new Set<ServerKind>())

/** Opens the sign-in sheet over the page. */
export function openSignIn(kind: ServerKind): void {
  dismissed.delete(kind)
  asked.value = kind
}

/** What SignInSheet shows and closes. */
export function useSignInRequests() {
  return { asked, dismissed }
}
