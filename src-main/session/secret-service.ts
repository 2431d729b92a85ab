import { Variant, type Message } from '@jellybrick/dbus-next'
import { onSessionBus, type BusCall } from './session-bus'

const NAME = 'org.freedesktop.secrets'
const SERVICE = 'org.freedesktop.Secret.Service'
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
  const locked = await onSessionBus(ASK_MS, async ({ call }) => {
    const path = await defaultCollection(call)
    return path !== null && (await isLocked(call, path))
  })
  return locked ?? false
}

/** Asks the keyring to unlock its default collection; resolves when its prompt is done or dismissed. */
export async function unlockService(): Promise<void> {
  await onSessionBus(PROMPT_MS, async ({ call, onMessage }) => {
    const path = await defaultCollection(call)
    if (path === null || !(await isLocked(call, path))) return
    await call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'AddMatch',
      signature: 's',
      body: ["type='signal',interface='org.freedesktop.Secret.Prompt',member='Completed'"],
    })
    const completed = new Set<string>()
    let wake: (() => void) | null = null
    onMessage((message: Message) => {
      if (message.member !== 'Completed') return
      completed.add(message.path)
      wake?.()
    })
    const answer = await call({
      destination: NAME,
      path: ROOT,
      interface: SERVICE,
      member: 'Unlock',
      signature: 'ao',
      body: [[path]],
    })
    const prompt = answer[1]
    if (typeof prompt !== 'string' || prompt === '/') return
    await call({
      destination: NAME,
      path: prompt,
      interface: 'org.freedesktop.Secret.Prompt',
      member: 'Prompt',
      signature: 's',
      body: [''],
    })
    if (completed.has(prompt)) return
    await new Promise<void>((resolve) => {
      wake = () => {
        if (completed.has(prompt)) resolve()
      }
    })
  })
}

async function defaultCollection(call: BusCall): Promise<string | null> {
  const [path] = await call({
    destination: NAME,
    path: ROOT,
    interface: SERVICE,
    member: 'ReadAlias',
    signature: 's',
    body: ['default'],
  })
  return typeof path === 'string' && path !== '/' ? path : null
}

async function isLocked(call: BusCall, path: string): Promise<boolean> {
  const [locked] = await call({
    destination: NAME,
    path,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: ['org.freedesktop.Secret.Collection', 'Locked'],
  })
  return locked instanceof Variant && locked.value === true
}
