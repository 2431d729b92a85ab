import type { ServerKind, ServerProfile, SessionView } from '../../src-shared/domain/server'

/** A token with what is needed to judge it. Never logged, never sent to the window. */
export interface Token {
  readonly value: string
  /** Who it is for; null for the library's master password. */
  readonly user: string | null
}

/** What the services see of sessions. */
export interface Sessions {
  view(kind: ServerKind): SessionView
  profile(kind: ServerKind): ServerProfile | null
  /** `${profileId}:${user ?? ''}` of whoever is (or was last) signed in there; null: nobody yet. */
  account(kind: ServerKind): string | null
  /**
   * The token to be used now, reading the vault on first use, refreshed where it has ended; null when
   * signed out or expired. Rejects with `net.*` or `server.busy` while it may have ended and the
   * server can't be asked: nothing was sent.
   */
  token(kind: ServerKind): Promise<Token | null>
  /**
   * The server refused this token with a 401. Counts only if it is still the current one. Answers the
   * token to go on with, and rejects, as `token` does.
   */
  rejected(kind: ServerKind, token: string): Promise<Token | null>
  /** Signed in, signed out, expired, other profile, other account. */
  onChange(listener: (kind: ServerKind) => void): () => void
}
