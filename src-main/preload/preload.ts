import { contextBridge, ipcRenderer } from 'electron'
import type { Result } from '../../src-shared/domain/errors'
import { CHANNELS, type Bridge } from '../../src-shared/ipc/bridge'
import type { EventName, Events } from '../../src-shared/ipc/events'

/**
 * The only code with a foot in both worlds. Names are checked again by the main process; here they
 * only choose a channel, so that nothing but the contract's three channels can be reached.
 */
const listeners: { [N in EventName]: Set<(payload: Events[N]) => void> } = {
  patch: new Set(),
  navigate: new Set(),
}

// One Electron listener for everything: removing listeners across the bridge by identity does not
// work (each crossing makes a new proxy), so subscriptions live in the sets above.
ipcRenderer.on(CHANNELS.event, (_event, name: EventName, payload: Events[EventName]) => {
  if (!Object.hasOwn(listeners, name)) return
  for (const listener of listeners[name] as Set<(payload: Events[EventName]) => void>) {
    listener(payload)
  }
})

const bridge: Bridge = {
  invoke: (name, request) =>
    ipcRenderer.invoke(CHANNELS.invoke, name, request) as Promise<Result<never>>,
  snapshot: (slice) => ipcRenderer.invoke(CHANNELS.snapshot, slice) as Promise<Result<string>>,
  on(name, callback) {
    const set = listeners[name]
    if (!set) throw new Error(`There is no event called ${String(name)}`)
    // A wrapper of its own, so that subscribing one callback twice is two subscriptions.
    const listener: typeof callback = (payload) => callback(payload)
    set.add(listener)
    return () => {
      set.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('engawa', bridge)
