import type { IconName } from './icons'

/** One line of a menu; `'line'` parts groups. */
export type MenuEntry =
  | 'line'
  | {
      readonly label: string
      readonly onSelect: () => void
      readonly icon?: IconName
      /** Shown at the right, like `Alt+↑`. The caller binds the key itself. */
      readonly keys?: string
      readonly danger?: boolean
      readonly disabled?: boolean
      /** Shown with a tick; for one of several. */
      readonly checked?: boolean
    }
