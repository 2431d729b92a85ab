import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import type { Navigation } from '../../src-shared/ipc/events'
import { subscribe } from '../bridge/bridge'

/** Goes where the menu, a notification or a link asks the window to. */
export function useNavigation({ openPalette }: { openPalette: () => void }): void {
  const router = useRouter()

  function go(to: Navigation): void {
    switch (to.to) {
      case 'series':
        void router.push({ name: 'series', params: { seriesId: to.seriesId } })
        return
      case 'newTodo':
        void router.push({ name: 'todos', query: { new: to.title } })
        return
      case 'palette':
        openPalette()
        return
      default:
        void router.push({ name: to.to })
    }
  }
  onScopeDispose(subscribe('navigate', go))
}
