import { onScopeDispose, shallowRef } from 'vue'
import type { IconName } from '../ui/icons'

export type CommandGroup = 'go' | 'queue' | 'library' | 'todos' | 'app'

/** Something the user can do by name (palette) and perhaps by key, wherever it is registered. */
export interface AppCommand {
  readonly id: string
  readonly group: CommandGroup
  /** In the language in force; read each time it is shown. */
  readonly title: () => string
  readonly icon?: IconName
  /** Bound while the command is registered, and shown: `Ctrl+K`, `P`, `?`. */
  readonly keys?: string
  /** Absent: always. A command that cannot run now is neither listed nor bound. */
  readonly when?: () => boolean
  readonly run: () => unknown
}

const registered = shallowRef<readonly AppCommand[]>([])

/** Offers commands until the returned function is called. */
export function registerCommands(commands: readonly AppCommand[]): () => void {
  registered.value = [...registered.value, ...commands]
  return () =>
    (registered.value = registered.value.filter((command) => !commands.includes(command)))
}

/** Offers commands for as long as the calling component lives. */
export function useCommands(commands: readonly AppCommand[]): void {
  onScopeDispose(registerCommands(commands))
}

/** What can be done now. */
export function availableCommands(): AppCommand[] {
  return registered.value.filter((command) => command.when?.() ?? true)
}

/** The command bound to a chord; the one registered last wins, so a page can rebind a key. */
export function commandFor(chord: string): AppCommand | undefined {
  return availableCommands().findLast((command) => command.keys === chord)
}
