import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import { NEVER_SEEN } from '../../src-shared/domain/connection'
import type { TodoPatch } from '../../src-shared/domain/todo'
import { mirrors } from './mirrors'

/** The todo list as the main process shows it. Actions throw AppFailure. */
export const useTodos = defineStore('todos', () => {
  const { ready, order, meta, structure, rows, row, peek } = mirrors.todos
  return {
    ready,
    order,
    structure,
    rows,
    row,
    peek,
    freshness: computed(() => meta.value?.freshness ?? NEVER_SEEN),
    /** Ids of what is not done, in order. */
    open: computed(() => {
      void structure.value
      return order.value.filter((id) => peek(id)?.completed === false)
    }),
    refresh: () => call('todos.refresh'),
    create: (fields: TodoPatch & { title: string }) => call('todos.create', fields),
    update: (entity: string, fields: TodoPatch) => call('todos.update', { entity, fields }),
    remove: (entity: string) => call('todos.delete', { entity }),
  }
})
