import type { MenuItemConstructorOptions } from 'electron'
import type { Navigation } from '../../src-shared/ipc/events'
import type { ShellMessages } from './messages'

/** What the tray shows of the queue. */
export interface TrayState {
  /** Live with the library server. */
  readonly connected: boolean
  readonly running: boolean
  readonly paused: boolean
  /** The server can hold what runs. */
  readonly canPause: boolean
  /** 0 … 100; null while unknown. */
  readonly percent: number | null
  readonly remaining: number
  readonly failed: number
  /** What downloads now; the first three are listed. */
  readonly active: readonly { readonly name: string; readonly percent: number | null }[]
}

export const NO_TRAY_STATE: TrayState = {
  connected: false,
  running: false,
  paused: false,
  canPause: true,
  percent: null,
  remaining: 0,
  failed: 0,
  active: [],
}

export interface TrayActions {
  show(): void
  navigate(to: Navigation): void
  run(what: 'pause' | 'resume'): void
  quit(): void
}

const ACTIVE_SHOWN = 3

/** One line that says it all: first line of the menu, and the tool tip. */
export function trayStatus(state: TrayState, { tray }: ShellMessages): string {
  if (!state.connected) return tray.offline
  if (!state.running) return state.failed > 0 ? tray.failed(state.failed) : tray.idle
  if (state.paused) return tray.paused(state.remaining)
  return tray.running(whole(state.percent), state.remaining)
}

export function trayTemplate(
  state: TrayState,
  messages: ShellMessages,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const { tray } = messages
  const active = state.active.slice(0, ACTIVE_SHOWN)
  return [
    { id: 'show', label: tray.show, click: actions.show },
    { type: 'separator' },
    { id: 'status', label: trayStatus(state, messages), enabled: false },
    ...active.map(({ name, percent }, at) => ({
      id: `active.${at}`,
      label: tray.item(name, whole(percent)),
      click: () => actions.navigate({ to: 'queue' }),
    })),
    ...(state.canPause
      ? [
          {
            id: 'run',
            label: state.paused ? tray.resume : tray.pause,
            enabled: state.running,
            click: () => actions.run(state.paused ? 'resume' : 'pause'),
          },
        ]
      : []),
    { type: 'separator' },
    {
      id: 'newTodo',
      label: tray.newTodo,
      click: () => actions.navigate({ to: 'newTodo', title: '' }),
    },
    { type: 'separator' },
    { id: 'quit', label: tray.quit, click: actions.quit },
  ]
}

function whole(percent: number | null): number | null {
  return percent === null ? null : Math.floor(percent)
}
