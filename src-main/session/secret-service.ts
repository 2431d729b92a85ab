import { onSessionBus, Variant, type SessionBus } from '../session-bus'

const NAME = 'org.freedesktop.secrets'
const SERVICE = 'org.freedesktop.Secret.Service'
const PROMPT = 'org.freedesktop.Secret.Prompt'
const ROOT = '/org/freedesktop/secrets'
/** Starting the keyring's process by activation is part of this. */
const ASK_MS = 1_500
/** How long the system's own password prompt may stay open. */
const PROMPT_MS = 120_000

/**
 * Whether the keyring's default collection waits for a password. False also when it can't be told:
 * the keychain itself is asked next anyway.
 */
export async function lockedByService(): Promise<boolean> {
  const locked = await onSessionBus(ASK_MS, async (bus) => {
    const path = await defaultCollection(bus)
    return path !== null && (await isLocked(bus, path))
  })
  return locked ?? false
}

/** Asks the keyring to unlock its default collection; resolves when its prompt is done or dismissed. */
export async function unlockService(): Promise<void> {
  await onSessionBus(PROMPT_MS, async (bus) => {
    const path = await defaultCollection(bus)
    if (path === null || !(await isLocked(bus, path))) return
    await bus.match(`type='signal',interface='${PROMPT}',member='Completed'`)
    const completed = new Set<string>()
    let wake: (() => void) | null = null
    bus.onSignal((signal) => {
      if (signal.member !== 'Completed') return
      completed.add(signal.path)
      wake?.()
    })
    const [, prompt] = await bus.call(NAME, {
      ...{ path: ROOT, interface: SERVICE, member: 'Unlock' },
      ...{ signature: 'ao', body: [[path]] },
    })
    if (typeof prompt !== 'string' || prompt === '/') return
    await bus.call(NAME, {
      ...{ path: prompt, interface: PROMPT, member: 'Prompt' },
      ...{ signature: 's', body: [''] },
    })
    if (completed.has(prompt)) return
    await new Promise<void>((resolve) => {
      wake = () => {
        if (completed.has(prompt)) resolve()
      }
    })
  })
}

async function defaultCollection(bus: SessionBus): Promise<string | null> {
  const [path] = await bus.call(NAME, {
    ...{ path: ROOT, interface: SERVICE, member: 'ReadAlias' },
    ...{ signature: 's', body: ['default'] },
  })
  return typeof path === 'string' && path !== '/' ? path : null
}

async function isLocked(bus: SessionBus, path: string): Promise<boolean> {
  const [locked] = await bus.call(NAME, {
    ...{ path, interface: 'org.freedesktop.DBus.Properties', member: 'Get' },
    ...{ signature: 'ss', body: ['org.freedesktop.Secret.Collection', 'Locked'] },
  })
  return locked instanceof Variant && locked.value === true
}
