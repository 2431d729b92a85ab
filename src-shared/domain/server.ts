/** The two kinds of server Engawa is a client of. */
export type ServerKind = 'library' | 'todos'
export const SERVER_KINDS: readonly ServerKind[] = ['library', 'todos']

/** A certificate that the user accepted for a server after its fingerprint was shown. */
export interface CertificatePin {
  /** SHA-256, upper-case hex in pairs, colons between. */
  readonly fingerprint: string
  /** The certificate itself, PEM: nothing secret. */
  readonly certificate: string
}

export type CertificateState =
  | 'trusted' // an authority speaks for it
  | 'accepted' // the one the user accepted
  | 'untrusted' // nobody speaks for it: the user's to decide
  | 'changed' // not the one that was accepted: a hard stop
  | 'outOfDate' // expired or not valid yet: nothing to decide

/** What a server's certificate says; times are epoch milliseconds. */
export interface CertificateView {
  /** Host and port. */
  readonly host: string
  /** SHA-256, upper-case hex in pairs, colons between. */
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  readonly validFrom: number
  readonly validTo: number
  readonly state: CertificateState
  /** Why no authority speaks for it, in the system's words; null where one does. */
  readonly problem: string | null
  /** The fingerprint the user accepted before, if any. */
  readonly accepted: string | null
}

/** A server the user has added. `id` is ours (uuid) and never changes; the URL may. */
export interface ServerProfile {
  readonly id: string
  readonly kind: ServerKind
  readonly name: string
  /** Origin plus optional path, without a trailing slash, never with credentials. */
  readonly url: string
  /** Started by this application (own process, loopback); its port changes with each start. */
  readonly sample: boolean
  /** The user said yes to plain http on a public address. */
  readonly allowInsecure: boolean
  /** Paths the user gave by hand where the server's schema does not list them (todo server). */
  readonly tokenPath?: string
  readonly registerPath?: string
  /** Only this certificate is accepted; without it, what the authorities vouch for. */
  readonly pin?: CertificatePin
}

/** What may be shown of a session. The token itself never leaves the main process. */
export type SessionState =
  | 'none' // no profile of this kind
  | 'unknown' // the vault has not been read yet
  | 'needsSetup' // a library server without a master password
  | 'signedOut'
  | 'expired' // was signed in; the server no longer accepts the token
  | 'signingIn'
  | 'signedIn'

export type VaultState = 'unread' | 'ok' | 'noKeyring' | 'locked' | 'keyLost' | 'unreadable'

/** One per server kind; `id` is the kind. */
export interface SessionView {
  readonly id: ServerKind
  readonly profileId: string | null
  readonly profileName: string
  readonly url: string
  readonly sample: boolean
  /** True where the connection is plain http: the badge that stays. */
  readonly insecure: boolean
  readonly state: SessionState
  /** Who is signed in (todo server), null for the library's master password. */
  readonly user: string | null
  /**
   * Whose rows are shown: stays while a session has ended by itself, null after a sign-out. For
   * keeping drafts apart.
   */
  readonly account: string | null
  readonly vault: VaultState
  /** False while tokens are only in memory (no keyring). */
  readonly remembered: boolean
}
