import { useI18n } from 'vue-i18n'
import { call } from '../../bridge/bridge'
import type { TodoPatch } from '../../../src-shared/domain/todo'
import { useTodos } from '../../stores'
import { useToasts } from '../../ui/toasts'

/** What can be done to todos. Each offers undo and shows why it failed; what failed is kept where it was typed. */
export function useTodoActions() {
  const todos = useTodos()
  const toasts = useToasts()
  const { t } = useI18n()

  /** True when it worked. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (thrown) {
      toasts.showError(thrown)
      return false
    }
  }

  return {
    create: (title: string) => attempt(async () => void (await todos.create({ title }))),
    save: (id: string, fields: TodoPatch) =>
      attempt(async () => void (await todos.update(id, fields))),
    refresh: () => attempt(async () => void (await todos.refresh())),
    setDone: (id: string, completed: boolean) =>
      attempt(async () => {
        const title = todos.peek(id)?.title ?? ''
        await todos.update(id, { completed })
        toasts.show({
          text: t(completed ? 'todos.completed' : 'todos.reopened', { title }),
          undo: () => todos.update(id, { completed: !completed }),
        })
      }),
    remove: (id: string) =>
      attempt(async () => {
        const title = todos.peek(id)?.title ?? ''
        const seq = await todos.remove(id)
        const text = t('todos.deleted', { title })
        // Null: it had never been sent, so there is nothing left to take back.
        if (seq === null) toasts.show({ text })
        else toasts.show({ text, undo: () => call('outbox.undo', { seq }) })
      }),
  }
}

export type TodoActions = ReturnType<typeof useTodoActions>
