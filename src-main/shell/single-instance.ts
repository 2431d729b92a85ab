import type { App } from 'electron'
import type { Navigation } from '../../src-shared/ipc/events'
import { SCHEME, navigationOf, parseDeepLink } from './deep-links'

/** The part of Electron's app that is used. */
export type InstanceApp = Pick<
  App,
  'requestSingleInstanceLock' | 'setAsDefaultProtocolClient' | 'isPackaged' | 'on'
>

/**
 * Makes this the only instance of the profile. False: another one runs, has been told what was asked
 * for, and this one must quit. `onActivate` is called when a second start, a link or the dock asks
 * for the window; with null there is nowhere in particular to go.
 */
export function takeSingleInstance(
  app: InstanceApp,
  onActivate: (navigation: Navigation | null) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, argv) => onActivate(navigationOf(argv)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    onActivate(parseDeepLink(url))
  })
  app.on('activate', () => onActivate(null))
  // From a checkout it would register the bare Electron binary for everybody's links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME)
  return true
}
