import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useCapabilities, useQueue } from '../../stores'
import type { MenuEntry } from '../../ui/menu'
import type { Move, QueueActions } from './actions'

/** What the menu of one download offers: only what its group and its server allow. */
export function useRowMenu(idOf: () => string, actions: QueueActions) {
  const { t } = useI18n()
  const router = useRouter()
  const queue = useQueue()
  const capabilities = useCapabilities()

  function moves(id: string): MenuEntry[] {
    const entry = (label: string, keys: string, where: Move): MenuEntry => ({
      label,
      keys,
      onSelect: () => void actions.move(id, where),
    })
    return [
      entry(t('queue.moveUp'), 'Alt+↑', 'up'),
      entry(t('queue.moveDown'), 'Alt+↓', 'down'),
      entry(t('queue.moveFirst'), 'Alt+Home', 'first'),
      entry(t('queue.moveLast'), 'Alt+End', 'last'),
      'line',
    ]
  }

  return computed((): MenuEntry[] => {
    const id = idOf()
    const row = queue.row(id)
    if (!row) return []
    const reorders = row.group === 'pending' && capabilities.offers('library', 'queue.reorder')
    const retry: MenuEntry = {
      label: t('queue.retry'),
      icon: 'refresh',
      keys: 'R',
      onSelect: () => void actions.retry([id]),
    }
    const series = { name: 'series', params: { seriesId: row.seriesId } }
    return [
      ...(actions.retries(id) ? [retry] : []),
      ...(reorders ? moves(id) : []),
      {
        label: t('queue.openSeries'),
        icon: 'library',
        onSelect: () => void router.push(series),
      },
      'line',
      {
        label: t('queue.remove'),
        icon: 'trash',
        keys: 'Delete',
        danger: true,
        onSelect: () => void actions.remove([id]),
      },
    ]
  })
}
