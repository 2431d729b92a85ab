import type {
  ServerKind,
  ServerProfile,
  SessionState,
  SessionView,
  VaultState,
} from '../../src-shared/domain/server'
import type { TokenStore } from './token-store'

export interface SessionFacts {
  readonly slot: ReturnType<TokenStore['known']>
  readonly account: string | null
  readonly busy: boolean
  readonly vault: VaultState
  readonly persisted: boolean
}

/** What the window sees of a session; pure. */
export function sessionView(
  kind: ServerKind,
  profile: ServerProfile | null,
  facts: SessionFacts,
): SessionView {
  const state = stateOf(profile, facts)
  const signedIn = Boolean(facts.slot?.token)
  const vaultWorks = facts.vault === 'ok' || facts.vault === 'unread'
  return {
    id: kind,
    profileId: profile?.id ?? null,
    profileName: profile?.name ?? '',
    url: profile?.url ?? '',
    sample: profile?.sample ?? false,
    insecure: profile?.url.startsWith('http:') ?? false,
    state,
    user: facts.slot?.token?.user ?? null,
    account: facts.account,
    vault: facts.vault,
    remembered: signedIn ? facts.persisted : vaultWorks,
  }
}

function stateOf(profile: ServerProfile | null, { slot, busy }: SessionFacts): SessionState {
  if (!profile) return 'none'
  if (busy) return 'signingIn'
  if (!slot) return 'unknown'
  return slot.token ? 'signedIn' : slot.why
}
